package io.holdfast.inventory;

/** Which devices a list shows by their group. */
public sealed interface Membership {

    /** In a group or in none. */
    record Any() implements Membership {}

    /** In this group. */
    record In(GroupName group) implements Membership {}

    /** In some group. */
    record Grouped() implements Membership {}

    /** In no group. */
    record Ungrouped() implements Membership {}
}
