package io.holdfast.web.view;

import java.util.Arrays;
import java.util.Optional;

/** What the page after a deed says about it, once. The browser carries only the name, so nobody can put words in our mouth. */
public enum Notice {
    DEVICE_ACCEPTED("Device accepted. It is let in at its next request."),
    DEVICE_REJECTED("Device rejected. Its tokens are worth nothing any more."),
    KEY_DISMISSED("Key dismissed. A device that still holds it may ask again."),
    DEVICE_DECOMMISSIONED("Device decommissioned. Everything kept about it is gone."),
    NOT_EVERYWHERE("Done, and in force here; another server of this cell has not confirmed it yet."),
    RELEASE_UPLOADED("Release uploaded. Every checksum in it held."),
    ARTIFACT_DELETED("Artifact deleted."),
    URL_MADE("Address made."),
    URL_ON("Address switched on."),
    URL_OFF("Address switched off. Whoever was there is out."),
    URL_ROTATED("The device has another address. The old one leads nowhere."),
    URL_DELETED("Address deleted."),
    DEPLOYMENT_CREATED("Deployment created. Devices are offered it as they ask."),
    DEPLOYMENT_ABORTED("Deployment aborted. No further device is offered it."),
    COMMAND_QUEUED("The device is told as soon as it is there; the command waits for a day."),
    COMMAND_CANCELLED("Command cancelled. The device is not told."),
    COMMAND_NOT_WAITING("The command waited no more; the list says what became of it."),
    SET_UP("You are the first administrator. Now let a device in."),
    SIGNED_OUT("You are signed out.");

    private final String sentence;

    Notice(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }

    public static Optional<Notice> named(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }
}
