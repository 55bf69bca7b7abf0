package io.holdfast.release;

import java.io.IOException;

/**
 * What is left of a disk beside a reserve, less what uploads in progress were promised and have not written yet: uploads at once
 * cannot be promised the same bytes. Thread-safe.
 */
final class DiskRoom {
    /**
     * Promised at once at most: a look at the disk for each MiB, and 32 uploads that break off hold back no more than 32. Never more than
     * was written before: a thousand quiet terminals' recordings would hold back a GiB that none of them needs.
     */
    static final long STEP_BYTES = 1 << 20;

    private final Disk disk;
    private final long reserveBytes;
    private long promised;

    DiskRoom(Disk disk, long reserveBytes) {
        this.disk = disk;
        this.reserveBytes = reserveBytes;
    }

    /** The disk itself. */
    @FunctionalInterface
    interface Disk {
        /** Bytes that this process may still write, as the file system says now. */
        long usable() throws IOException;
    }

    /** Bytes that nobody was promised. */
    synchronized long left() throws IOException {
        return Math.max(0, disk.usable() - reserveBytes - promised);
    }

    /** A new upload's part, empty at first. */
    Claim claim() {
        return new Claim();
    }

    private synchronized long promise(long needed, long before) throws IOException {
        long granted = Math.min(Math.max(needed, Math.min(before, STEP_BYTES)), left());
        if (granted < needed) {
            throw new BlobStore.NoRoom();
        }
        promised += granted;
        return granted;
    }

    private synchronized void fulfilled(long bytes) {
        promised -= bytes;
    }

    /**
     * A failed write as what it is. Others fill the disk too, and faster than the reserve can tell; what a full file system says
     * depends on the machine's language, how full it is does not.
     */
    IOException explained(IOException failed) {
        return failed instanceof BlobStore.NoRoom || !full() ? failed : new BlobStore.NoRoom(failed);
    }

    private boolean full() {
        try {
            return disk.usable() < STEP_BYTES;
        } catch (IOException nobodyKnows) {
            return false;
        }
    }

    /** One upload's part. Of one thread. */
    final class Claim implements AutoCloseable {
        private long unwritten;
        private long written;

        private Claim() {}

        /** Has room for so many bytes that are not written yet. Throws {@link BlobStore.NoRoom} when there is none. */
        void cover(long bytes) throws IOException {
            if (bytes > unwritten) {
                unwritten += promise(bytes - unwritten, written);
            }
        }

        /** So many are on the disk now, where everybody sees them. */
        void written(long bytes) {
            written += bytes;
            giveBack(bytes);
        }

        private void giveBack(long bytes) {
            unwritten -= bytes;
            fulfilled(bytes);
        }

        /** Gives back what was not written. */
        @Override
        public void close() {
            giveBack(unwritten);
        }
    }
}
