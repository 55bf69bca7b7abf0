package io.holdfast.edge.check;

import java.util.List;
import java.util.Optional;

/** What the self-check looks at. */
public interface Examination {

    /** Why it cannot be done yet; empty when it can. Answers at once. */
    Optional<String> waitsFor();

    /**
     * Looks at everything; may take seconds.
     *
     * @throws io.holdfast.platform.database.DatabaseException when the database went away: it is tried again
     */
    List<Finding> findings();
}
