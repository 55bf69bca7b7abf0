package io.holdfast.feed;

import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.util.UUID;

/**
 * Names one thing whose current rows a fleet image must read again. It carries no values: a reader that is late or reads
 * twice ends in the same place.
 */
public sealed interface Change {

    /** The tenant whose thing it is. */
    TenantId tenant();

    /** The word stored in {@code feed_commit.kinds}. */
    String kind();

    /** The id stored in {@code feed_commit.ids}. */
    UUID id();

    /** The tenant's own row, its limit or its tokens. */
    record TenantChanged(TenantId tenant) implements Change {
        @Override
        public String kind() {
            return "tenant";
        }

        @Override
        public UUID id() {
            return tenant.value();
        }
    }

    /** The device's standing, accepted key, token floor, inventory, configuration, or the deployments it still has to serve. */
    record DeviceChanged(TenantId tenant, DeviceId device) implements Change {
        @Override
        public String kind() {
            return "device";
        }

        @Override
        public UUID id() {
            return device.value();
        }
    }

    /** The deployment's standing, artifacts or set of targets. */
    record DeploymentChanged(TenantId tenant, DeploymentId deployment) implements Change {
        @Override
        public String kind() {
            return "deployment";
        }

        @Override
        public UUID id() {
            return deployment.value();
        }
    }

    /** A device URL: made, changed or taken away. */
    record UrlChanged(TenantId tenant, UUID id) implements Change {
        @Override
        public String kind() {
            return "device_url";
        }
    }

    /** A valve was set or cleared. They are the cell's: the nil UUID stands in the columns, on the wire only. */
    record ValvesChanged() implements Change {
        private static final UUID NIL = new UUID(0, 0);

        @Override
        public TenantId tenant() {
            return new TenantId(NIL);
        }

        @Override
        public String kind() {
            return "valves";
        }

        @Override
        public UUID id() {
            return NIL;
        }
    }

    /** A signing key of the cell. Belongs to no tenant; the nil UUID stands in the column on the wire only. */
    record KeysChanged() implements Change {
        private static final UUID NIL = new UUID(0, 0);

        @Override
        public TenantId tenant() {
            return new TenantId(NIL);
        }

        @Override
        public String kind() {
            return "keys";
        }

        @Override
        public UUID id() {
            return NIL;
        }
    }
}
