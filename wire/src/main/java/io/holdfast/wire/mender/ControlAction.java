package io.holdfast.wire.mender;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a device does at a {@link ControlPoint}. */
public enum ControlAction {
    /** Goes on, unless another map of the device says otherwise. */
    CONTINUE,
    /** Goes on whatever maps of a lower priority say. */
    FORCE_CONTINUE,
    /** Waits until the map says otherwise or expires. */
    PAUSE,
    /** Fails the update and goes back. */
    FAIL;

    /** The action with this name on the wire. */
    public static Optional<ControlAction> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(action -> action.wireName().equals(name))
                .findFirst();
    }

    /** Its name in an update control map. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
