package io.holdfast.access;

/** Whose settings. */
public enum SettingsOwner {
    /** All users of the tenant. */
    TENANT,
    /** The one who asks. */
    CALLER
}
