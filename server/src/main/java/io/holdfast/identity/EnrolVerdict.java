package io.holdfast.identity;

/** What the database made of an enrolment. */
public sealed interface EnrolVerdict {

    /** The key is accepted; {@code seq} is a feed number at which it was. */
    record Accepted(DeviceId device, AuthSetId authSet, long seq) implements EnrolVerdict {}

    /** A person has yet to decide. */
    record Pending() implements EnrolVerdict {}

    /** A person refused the key. */
    record Rejected() implements EnrolVerdict {}

    /** The key is preauthorised, but the tenant has no room. */
    record LimitReached() implements EnrolVerdict {}

    /** The device has as many keys as it may have. */
    record TooManyKeys() implements EnrolVerdict {}
}
