package io.holdfast.identity;

/** What became of a preauthorisation. */
public sealed interface PreauthoriseOutcome {
    /** The device is let in when it first comes with this key. */
    record Preauthorised(DeviceId device) implements PreauthoriseOutcome {}

    /** There is a device of this identity already. */
    record Exists(Device device) implements PreauthoriseOutcome {}

    /** The device has as many auth sets as it may. */
    record TooManyAuthSets(DeviceId device) implements PreauthoriseOutcome {}
}
