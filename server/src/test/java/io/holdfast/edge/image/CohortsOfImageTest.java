package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CohortsOfImageTest {
    private final ImageWriter writer = ImageWriter.create(new ManualClock(), Dice.seeded(3));
    private final FleetImage image = writer.image();
    private final TenantId tenant = TenantId.random();
    private final DeviceId id = DeviceId.random();

    private static void put(ImageWriter to, TenantId tenant, DeviceId id, String version, long floor) {
        HashPrefix hash = new HashPrefix(id.value().getMostSignificantBits(), 5);
        to.device(new DeviceRow(
                tenant,
                id,
                new AuthSetId(id.value()),
                hash,
                hash,
                ImageStanding.ACCEPTED,
                floor,
                OptionalLong.of(1),
                ImageConfiguration.NONE,
                new RunningSoftware("pump", version)));
        var unused = to.publish();
    }

    private ImageDevice device() {
        return image.device(tenant, id).orElseThrow();
    }

    private String version() {
        return image.cohorts().at(image.cohortOf(device().index())).software().version();
    }

    @Test
    void a_polls_word_counts_until_the_inventory_on_record_says_another() {
        put(writer, tenant, id, "1", 0);
        assertThat(version()).isEqualTo("1");

        image.runs(device(), "pump", "2");
        assertThat(version()).isEqualTo("2");

        put(writer, tenant, id, "1", 9);
        assertThat(version()).as("its record changed in something else").isEqualTo("2");

        put(writer, tenant, id, "3", 9);
        assertThat(version()).isEqualTo("3");
    }

    @Test
    void who_lost_his_place_is_no_accepted_device_of_any_cohort() {
        put(writer, tenant, id, "1", 0);
        put(writer, tenant, DeviceId.random(), "1", 0);
        writer.revoked(tenant, id);
        var unused = writer.publish();

        List<Integer> cohorts = new ArrayList<>();
        image.eachAccepted((device, cohort) -> cohorts.add(cohort));
        assertThat(cohorts)
                .containsExactly(image.cohorts().of(tenant, "pump", "1").index());
    }

    @Test
    void images_that_learned_cohorts_in_another_order_say_the_same_and_a_different_version_is_a_difference() {
        // Given
        DeviceId second = DeviceId.random();
        put(writer, tenant, id, "1", 0);
        put(writer, tenant, second, "2", 0);
        ImageWriter other = ImageWriter.create(new ManualClock(), Dice.seeded(4));
        put(other, tenant, second, "2", 0);
        put(other, tenant, id, "1", 0);
        other.image().runs(other.image().device(tenant, id).orElseThrow(), "pump", "noted by this node only");

        // Then
        assertThat(ImageAudit.compare(image, other.image())).isEmpty();
        assertThat(ImageAudit.digest(image)).isEqualTo(ImageAudit.digest(other.image()));

        // When
        put(other, tenant, id, "1.1", 0);

        // Then
        assertThat(ImageAudit.compare(image, other.image()))
                .singleElement()
                .asString()
                .contains("1.1");
    }

    @Test
    void a_version_without_room_on_one_node_is_no_difference() {
        ImageWriter full = ImageWriter.create(new ManualClock(), Dice.seeded(4));
        for (int i = 0; i < CohortDirectory.TENANT_COHORTS_MAX; i++) {
            full.image().cohorts().of(tenant, "pump", "nightly-" + i);
        }
        put(writer, tenant, id, "1", 0);
        put(full, tenant, id, "1", 0);

        assertThat(full.image().cohorts().at(full.image().cohortOf(0)).kind()).isEqualTo(Cohort.Kind.OTHER);
        assertThat(ImageAudit.compare(image, full.image())).isEmpty();
        assertThat(ImageAudit.digest(image)).isEqualTo(ImageAudit.digest(full.image()));
    }
}
