package io.holdfast.fleet.drill.stage;

import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.seed.FleetSeed;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Accepted devices of three tenants: of 18, ten belong to the first, six to the second and two to the third.
 *
 * @param first the default tenant
 * @param devices in all; the first tenant's come first
 */
public record Population(UUID first, UUID second, UUID third, int devices) {
    static Population seed(OwnPostgres postgres, int devices) {
        try (FleetSeed seed = FleetSeed.into(postgres)) {
            Population all = new Population(seed.defaultTenant(), seed.tenant("second"), seed.tenant("third"), devices);
            seed.devices(all.first, 0, all.secondFrom());
            seed.devices(all.second, all.secondFrom(), all.thirdFrom());
            seed.devices(all.third, all.thirdFrom(), devices);
            seed.settle();
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException("the devices could not be seeded", e);
        }
    }

    /** The number of the second tenant's first device. */
    public int secondFrom() {
        return (int) (devices * 10L / 18);
    }

    /** The number of the third tenant's first device. */
    public int thirdFrom() {
        return (int) (devices * 16L / 18);
    }

    /** To whom a device belongs. */
    public UUID tenantOf(int device) {
        if (device < secondFrom()) {
            return first;
        }
        return device < thirdFrom() ? second : third;
    }
}
