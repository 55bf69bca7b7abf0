package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.report.Receipt;
import java.util.List;

/**
 * Where acknowledged reports wait while PostgreSQL is away. Durable, bounded, safe for use by several threads. A write that
 * failed closes it for good: what an fsync refused once may be lost though the next one succeeds.
 */
public interface LocalJournal {

    /**
     * Appends reports, all or none, and returns once they are on the disk. In {@link JournalLane#INVENTORY} a report that says
     * so replaces the earlier ones of the same device; it takes a new position.
     *
     * @return false when the journal is off, full or closed by a failed write: nothing was kept
     */
    boolean append(JournalLane lane, List<Entry> entries);

    /** The oldest, in order of position: at most {@code max}, and at most {@code maxBytes} of bodies but always one. */
    List<Positioned> oldest(JournalLane lane, int max, long maxBytes);

    /**
     * Forgets what PostgreSQL has now. Need not be durable: replaying twice ends in the same place.
     *
     * @return false when it could not: the reports come again
     */
    boolean remove(JournalLane lane, List<Long> positions);

    /** Whether nothing waits. Cheap: it is asked before every batch. */
    boolean isEmpty(JournalLane lane);

    /**
     * One report. The body's form is intake's own.
     *
     * @param replacesEarlier of its device, in the lane of values
     */
    record Entry(DeviceRef device, Receipt receipt, byte[] body, boolean replacesEarlier) {
        /** An event, or a value that replaces the earlier ones. */
        public Entry(DeviceRef device, Receipt receipt, byte[] body) {
            this(device, receipt, body, true);
        }
    }

    /** One report and its place in the order. */
    record Positioned(long position, Entry entry) {}

    /** No journal: the data directory is not declared persistent. */
    static LocalJournal off() {
        return new LocalJournal() {
            @Override
            public boolean append(JournalLane lane, List<Entry> entries) {
                return false;
            }

            @Override
            public List<Positioned> oldest(JournalLane lane, int max, long maxBytes) {
                return List.of();
            }

            @Override
            public boolean remove(JournalLane lane, List<Long> positions) {
                return true;
            }

            @Override
            public boolean isEmpty(JournalLane lane) {
                return true;
            }
        };
    }
}
