package io.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.config.Configurations.DeployOutcome;
import io.holdfast.config.Configurations.SetOutcome;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.feed.Committed;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.ConfigurationDeployments;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.DeploymentType;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {
    private static final Configuration OSLO = of(Map.of("timezone", "Europe/Oslo"));
    private static final Configuration BERLIN = of(Map.of("timezone", "Europe/Berlin", "wifi", "secret"));

    // JUnit makes an object for each test.
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Configurations configurations = new Configurations(
            fleet.transactions(),
            ImageWriter.create(Clock.system(), Dice.secure()).image());
    private final DeviceId device = fleet.devices(1).getFirst();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void what_is_set_is_what_is_shown_and_a_device_that_was_never_configured_has_nothing() {
        assertThat(found().configured()).isEqualTo(Configuration.EMPTY);
        assertThat(found().reportedAt()).isEmpty();
        assertThat(found().deployment()).isEmpty();

        Committed<SetOutcome> first = set(OSLO);
        Committed<SetOutcome> second = set(BERLIN);

        assertThat(first.seq()).isPresent();
        assertThat(second.seq()).isPresent();
        assertThat(found().configured()).isEqualTo(BERLIN);
    }

    @Test
    void what_stands_already_is_written_audited_and_told_once() {
        long number = set(OSLO).seq().orElseThrow();
        Committed<SetOutcome> again = set(OSLO);

        assertThat(again.value()).isInstanceOf(SetOutcome.Done.class);
        assertThat(again.seq()).hasValue(number);
        assertThat(audited("configuration.set")).isEqualTo(1);
    }

    @Test
    void values_are_not_in_the_audit_trail() {
        set(BERLIN);

        assertThat(fleet.database().value("select detail::text from audit_event"))
                .contains("timezone", "wifi")
                .doesNotContain("secret", "Berlin");
    }

    @Test
    void a_device_of_nobody_or_of_another_tenant_is_not_there() {
        DeviceId foreign = fleet.database().device(fleet.stranger().tenant()).device();
        for (DeviceId each : List.of(DeviceId.random(), foreign)) {
            assertThat(configurations.find(fleet.tenant(), each)).isEmpty();
            assertThat(configurations.set(fleet.caller(), "r", each, OSLO).value())
                    .isInstanceOf(SetOutcome.UnknownDevice.class);
            assertThat(deploy(each, 0).value()).isInstanceOf(DeployOutcome.UnknownDevice.class);
        }
        assertThat(fleet.database().number("select count(*) from device_configuration"))
                .isZero();
        assertThat(fleet.database().number("select count(*) from deployment")).isZero();
    }

    @Test
    void a_deployment_brings_what_was_set_when_it_was_made() {
        // Given
        set(OSLO);

        // When
        DeployOutcome.Created created =
                (DeployOutcome.Created) deploy(device, 3).value();
        set(BERLIN);

        // Then
        DeploymentReads reads = new DeploymentReads(fleet.transactions());
        Deployment made = reads.find(fleet.tenant(), created.id()).orElseThrow();
        assertThat(made.configuration()).hasValue(OSLO);
        assertThat(made.type()).isEqualTo(DeploymentType.CONFIGURATION);
        assertThat(made.name()).isEqualTo("configuration-" + created.id()).isEqualTo(made.artifactName());
        assertThat(made.retries()).isEqualTo(3);
        assertThat(made.targetCount()).isEqualTo(1);
        assertThat(made.count("pending")).isEqualTo(1);
        assertThat(found().deployment()).hasValue(created.id());
        assertThat(audited("configuration.deploy")).isEqualTo(1);
        for (Optional<DeploymentType> type : List.of(
                Optional.<DeploymentType>empty(),
                Optional.of(DeploymentType.CONFIGURATION),
                Optional.of(DeploymentType.SOFTWARE))) {
            DeploymentFilter filter = new DeploymentFilter(
                    Optional.empty(), "", List.of(), List.of(), Optional.empty(), Optional.empty(), false, type);
            int expected = type.equals(Optional.of(DeploymentType.SOFTWARE)) ? 0 : 1;
            assertThat(reads.count(fleet.tenant(), filter)).isEqualTo(expected);
            assertThat(reads.list(fleet.tenant(), filter, 10, 0)).hasSize(expected);
        }
    }

    @Test
    void a_device_that_was_never_configured_can_be_deployed_nothing_and_one_that_is_not_accepted_nothing_at_all() {
        assertThat(deploy(device, 0).value()).isInstanceOf(DeployOutcome.Created.class);

        fleet.database()
                .number("with u as (update device set standing = 'rejected' returning 1) select count(*) from u");
        Committed<DeployOutcome> refused = deploy(device, 0);

        assertThat(refused.value()).isInstanceOf(DeployOutcome.NotAccepted.class);
        assertThat(refused.seq()).isEmpty();
        assertThat(fleet.database().number("select count(*) from deployment")).isEqualTo(1);
        assertThat(audited("configuration.deploy")).isEqualTo(1);
    }

    @Test
    void a_tenant_has_so_many_under_way_and_no_more() {
        fleet.database().number("""
                with filled as (
                    insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, configuration)
                    select ?, gen_random_uuid(), 'c', 'c', false, 'active', '{}' from generate_series(1, ?) returning 1)
                select count(*) from filled
                """, fleet.tenant().value(), ConfigurationDeployments.ACTIVE_MAX - 1);

        assertThat(deploy(device, 0).value()).isInstanceOf(DeployOutcome.Created.class);
        assertThat(deploy(device, 0).value()).isInstanceOf(DeployOutcome.TooMany.class);
        DeviceRef other = fleet.database().device(fleet.stranger().tenant());
        assertThat(other.tenant()).isNotEqualTo(fleet.tenant());
    }

    @Test
    void what_the_image_would_have_no_room_for_is_neither_set_nor_deployed() {
        // Given: room for what Oslo takes, and not for Berlin
        set(BERLIN);
        Configurations full = new Configurations(
                fleet.transactions(),
                ImageWriter.create(Clock.system(), Dice.secure(), new ImageRoom(10, 4 * 200))
                        .image());

        // Then
        assertThat(full.set(fleet.caller(), "r", device, BERLIN).value()).isInstanceOf(SetOutcome.NoRoom.class);
        assertThat(full.deploy(fleet.caller(), "r", device, 0, Optional.empty()).value())
                .isInstanceOf(DeployOutcome.NoRoom.class);
        assertThat(fleet.database().number("select count(*) from deployment")).isZero();
        assertThat(full.set(fleet.caller(), "r", device, OSLO).value()).isInstanceOf(SetOutcome.Done.class);
        assertThat(full.deploy(fleet.caller(), "r", device, 0, Optional.empty()).value())
                .isInstanceOf(DeployOutcome.Created.class);
    }

    @Test
    void a_device_that_leaves_the_fleet_leaves_nothing_behind() {
        set(OSLO);
        fleet.transactions().write(tx -> {
            new DepartedConfiguration()
                    .forget(tx.connection(), new DeviceRef(fleet.tenant(), device))
                    .run();
            return true;
        });

        assertThat(fleet.database().number("select count(*) from device_configuration"))
                .isZero();
    }

    private Committed<SetOutcome> set(Configuration configuration) {
        return configurations.set(fleet.caller(), "request", device, configuration);
    }

    private Committed<DeployOutcome> deploy(DeviceId to, int retries) {
        return configurations.deploy(fleet.caller(), "request", to, retries, Optional.empty());
    }

    private DeviceConfiguration found() {
        return configurations.find(fleet.tenant(), device).orElseThrow();
    }

    private long audited(String action) {
        return fleet.database().number("select count(*) from audit_event where action = ?", action);
    }

    private static Configuration of(Map<String, String> entries) {
        return new Configuration(new TreeMap<>(entries));
    }
}
