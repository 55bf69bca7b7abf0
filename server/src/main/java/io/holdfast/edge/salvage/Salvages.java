package io.holdfast.edge.salvage;

import java.util.List;

/** The salvaged images of this node, oldest first. Bounded in number and age by whoever keeps them. */
public interface Salvages {

    /** Whether there is any. */
    boolean any();

    /** Reads all that verify; one that does not is given up, with an alarm. Takes as much memory as the fleet's images. */
    List<SalvagedImage> read();

    /** Deletes those whose history ended at this feed number or before: what could be done with them is done. */
    void forget(long lostSeq);
}
