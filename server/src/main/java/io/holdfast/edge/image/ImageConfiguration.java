package io.holdfast.edge.image;

/** What the image knows of a device's configuration. */
public sealed interface ImageConfiguration {
    /** Nothing is configured, nothing was reported. */
    Known NONE = new Known("{}", false, 0);

    /**
     * As the database says.
     *
     * @param configured the JSON text; devices that are configured alike share it
     * @param reportedHash content hash of what the device reported; says nothing unless {@code hasReport}
     */
    record Known(String configured, boolean hasReport, long reportedHash) implements ImageConfiguration {}

    /** There is something, for which the image had no room. */
    record NoRoom() implements ImageConfiguration {}
}
