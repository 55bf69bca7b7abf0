package io.holdfast.edge.intake;

import java.util.Locale;

/** The kinds of report, each with a queue of its own. */
public enum LaneName {
    STATUS,
    INVENTORY,
    CONFIGURATION,
    LOG,
    ENROLMENT;

    /** As it stands in metrics and in the log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
