package io.holdfast.edge.image;

/**
 * How many devices an image may hold. One that has so many is full: who is not in it may be a device that found no place, so nobody
 * is refused for being absent.
 *
 * @param configurationBytes what the texts of different configurations may take, set or deployed, in bytes; a device whose text finds
 *     no room is answered 503 when it asks for it
 */
public record ImageRoom(int devices, long configurationBytes) {
    /** 116 B each: below 1 GB. A fleet beyond it is served by another cell. */
    public static final ImageRoom LARGEST = new ImageRoom(8_000_000);

    private static final long CONFIGURATIONS = 256L << 20;

    /** A record, its places in two tables, and what a table takes while it grows; the promise is 150 B in all. */
    private static final int BYTES_PER_DEVICE = 150;

    /** The other half is for requests, reports and artifacts on their way. */
    private static final int SHARE_OF_HEAP = 2;

    private static final int CONFIGURATIONS_SHARE_OF_HEAP = 16;

    /** One tenant leaves room for others, and is not much poorer where it is alone. */
    private static final int TENANT_SHARE_OF_CONFIGURATIONS = 4;

    public ImageRoom {
        if (devices < 1 || devices > 8_000_000) {
            throw new IllegalArgumentException("an image holds 1 to 8,000,000 devices, not " + devices);
        }
    }

    /** Room for so many devices, and for all that most fleets configure. */
    public ImageRoom(int devices) {
        this(devices, CONFIGURATIONS);
    }

    /** What one tenant's configurations may take of it, in bytes. */
    public long configurationBytesOfTenant() {
        return configurationBytes / TENANT_SHARE_OF_CONFIGURATIONS;
    }

    /** What fits into half of a heap of so many bytes; at least one device. */
    public static ImageRoom inHeap(long bytes) {
        return new ImageRoom(
                (int) Math.clamp(bytes / SHARE_OF_HEAP / BYTES_PER_DEVICE, 1, LARGEST.devices()),
                bytes / CONFIGURATIONS_SHARE_OF_HEAP);
    }
}
