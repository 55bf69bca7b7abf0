package io.holdfast.edge.check;

import java.util.List;

/** What the start-up self-check says as a whole. */
public sealed interface Verdict {

    /** @param why what it waits for, for example the database */
    record Undecided(String why) implements Verdict {}

    record Passed(List<Finding> findings) implements Verdict {
        public Passed {
            findings = List.copyOf(findings);
        }
    }

    /** At least one finding is bad. */
    record Failed(List<Finding> findings) implements Verdict {
        public Failed {
            findings = List.copyOf(findings);
        }

        /** The first bad finding. */
        public String reason() {
            return findings.stream()
                    .filter(Finding.Bad.class::isInstance)
                    .findFirst()
                    .map(bad -> bad.check() + ": " + bad.sentence())
                    .orElse("");
        }
    }

    static Verdict of(List<Finding> findings) {
        return findings.stream().anyMatch(Finding.Bad.class::isInstance) ? new Failed(findings) : new Passed(findings);
    }
}
