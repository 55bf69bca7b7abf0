package io.holdfast.config;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.wire.mender.Configuration;

/**
 * Whether a reported configuration is on record already, so that it costs nothing. It may be trusted only while this node reads the
 * feed and the device's last change is old enough for every node's to have arrived; otherwise the comparison is made in SQL.
 */
public final class UnchangedConfiguration {
    /** A change that another node took in is here within 2 s or this node is not fresh; the rest is margin. */
    static final long SETTLED_SECONDS = 5;

    private final FleetImage image;

    public UnchangedConfiguration(FleetImage image) {
        this.image = image;
    }

    /** True when the report can be acknowledged without writing anything. */
    public boolean holds(ImageDevice device, Configuration reported) {
        return image.configuration(device.index()) instanceof ImageConfiguration.Known known
                && known.hasReport()
                && image.fresh()
                && image.secondsSinceChange(device) >= SETTLED_SECONDS
                && known.reportedHash() == reported.contentHash();
    }
}
