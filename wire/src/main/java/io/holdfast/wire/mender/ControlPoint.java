package io.holdfast.wire.mender;

import java.util.Arrays;
import java.util.Optional;

/** A point of an update at which a device asks its update control map whether to go on. */
public enum ControlPoint {
    /** Downloaded, not installed. */
    INSTALL("ArtifactInstall_Enter"),
    /** Installed, not restarted. */
    REBOOT("ArtifactReboot_Enter"),
    /** Runs the new software, and could still go back. */
    COMMIT("ArtifactCommit_Enter");

    private final String wireName;

    ControlPoint(String wireName) {
        this.wireName = wireName;
    }

    /** The point with this name on the wire. */
    public static Optional<ControlPoint> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(point -> point.wireName.equals(name))
                .findFirst();
    }

    /** Its name in an update control map. */
    public String wireName() {
        return wireName;
    }
}
