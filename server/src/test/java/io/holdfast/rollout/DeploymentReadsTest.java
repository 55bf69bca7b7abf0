package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.Deployments.CreateOutcome;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentReadsTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Deployments deployments = new Deployments(fleet.transactions());
    private final DeploymentReads reads = new DeploymentReads(fleet.transactions());
    private final TargetReads targets = new TargetReads(fleet.transactions());
    private List<DeviceId> devices = List.of();
    private DeploymentId untouched = DeploymentId.random();
    private DeploymentId begun = DeploymentId.random();
    private DeploymentId aborted = DeploymentId.random();

    /** Three deployments, a minute between them. */
    @BeforeEach
    void make() {
        fleet.release("rel", "X");
        devices = fleet.devices(3);
        aborted = deploy("First %", "2026-01-01T00:00:00Z");
        begun = deploy("second", "2026-01-01T00:01:00Z");
        untouched = deploy("third", "2026-01-01T00:02:00Z");
        deployments.abort(fleet.caller(), "request", aborted);
        set(begun, devices.get(0), DeploymentStatus.INSTALLING);
        set(begun, devices.get(1), DeploymentStatus.FAILURE);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void the_newest_comes_first_unless_the_oldest_is_asked_for() {
        assertThat(ids(DeploymentFilter.ALL)).containsExactly(untouched, begun, aborted);
        assertThat(ids(filter(Optional.empty(), "", "", "", true))).containsExactly(aborted, begun, untouched);
        assertThat(reads.list(fleet.tenant(), DeploymentFilter.ALL, 1, 1))
                .extracting(Deployment::id)
                .containsExactly(begun);
    }

    @Test
    void each_is_in_exactly_one_phase() {
        assertThat(ids(phase(DeploymentPhase.PENDING))).containsExactly(untouched);
        assertThat(ids(phase(DeploymentPhase.INPROGRESS))).containsExactly(begun);
        assertThat(ids(phase(DeploymentPhase.FINISHED))).containsExactly(aborted);
        for (DeploymentPhase phase : DeploymentPhase.values()) {
            assertThat(reads.count(fleet.tenant(), phase(phase))).isEqualTo(1);
            assertThat(reads.list(fleet.tenant(), phase(phase), 10, 0))
                    .extracting(Deployment::phase)
                    .containsExactly(phase);
        }
    }

    @Test
    void a_search_takes_every_character_as_it_is() {
        assertThat(ids(search("FIRST"))).containsExactly(aborted);
        assertThat(ids(search("%"))).containsExactly(aborted);
        assertThat(ids(search("_"))).isEmpty();
        assertThat(ids(search("'"))).isEmpty();
    }

    @Test
    void bounds_of_time_include_their_ends() {
        assertThat(ids(filter(Optional.empty(), "", "2026-01-01T00:01:00Z", "", false)))
                .containsExactly(untouched, begun);
        assertThat(ids(filter(Optional.empty(), "", "", "2026-01-01T00:01:00Z", false)))
                .containsExactly(begun, aborted);
    }

    @Test
    void names_and_ids_are_whole() {
        assertThat(ids(DeploymentFilter.of(List.of(begun, DeploymentId.random()))))
                .containsExactly(begun);
        assertThat(ids(new DeploymentFilter(
                        Optional.empty(),
                        "",
                        List.of("third", "sec"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false)))
                .containsExactly(untouched);
    }

    @Test
    void another_tenant_sees_nothing_of_it() {
        var stranger = fleet.stranger().tenant();

        assertThat(reads.list(stranger, DeploymentFilter.ALL, 10, 0)).isEmpty();
        assertThat(reads.count(stranger, DeploymentFilter.ALL)).isZero();
        assertThat(reads.find(stranger, begun)).isEmpty();
        assertThat(reads.statistics(stranger, List.of(begun))).isEmpty();
        assertThat(targets.devices(stranger, begun, Set.of(), 10, 0)).isEmpty();
        assertThat(targets.ids(stranger, begun, 10)).isEmpty();
        assertThat(targets.history(stranger, devices.getFirst(), Set.of(), 10, 0))
                .isEmpty();
    }

    @Test
    void statistics_count_every_target_once_and_leave_out_what_is_not_there() {
        assertThat(reads.statistics(fleet.tenant(), List.of(begun, aborted, DeploymentId.random())))
                .isEqualTo(Map.of(
                        begun,
                        new TargetTally(Map.of("installing", 1, "failure", 1, "pending", 1), 0),
                        aborted,
                        new TargetTally(Map.of("aborted", 3), 0)));
    }

    @Test
    void targets_are_narrowed_by_status_and_turned_by_pages() {
        assertThat(targets.devices(fleet.tenant(), begun, Set.of(), 10, 0)).hasSize(3);
        assertThat(targets.devices(
                        fleet.tenant(), begun, Set.of(DeploymentStatus.FAILURE, DeploymentStatus.SUCCESS), 10, 0))
                .extracting(DeviceProgress::device)
                .containsExactly(devices.get(1));
        assertThat(targets.devices(fleet.tenant(), begun, Set.of(), 2, 2)).hasSize(1);
    }

    @Test
    void a_devices_history_is_newest_first_and_counted() {
        DeviceId device = devices.getFirst();

        assertThat(targets.history(fleet.tenant(), device, Set.of(), 10, 0))
                .extracting(DeviceProgress::deployment)
                .containsExactly(untouched, begun, aborted);
        assertThat(targets.historyCount(fleet.tenant(), device, Set.of(DeploymentStatus.ABORTED)))
                .isEqualTo(1);
        assertThat(targets.historyCount(fleet.tenant(), DeviceId.random(), Set.of()))
                .isZero();
    }

    @Test
    void a_log_is_found_by_deployment_and_device() {
        Query.on(fleet.database().connection(), """
                insert into deployment_log
                    (tenant_id, deployment_id, device_id, node_id, report_no, messages, received_at)
                values (?, ?, ?, gen_random_uuid(), 1, 'it broke', now())
                """)
                .with(fleet.tenant().value(), begun.value(), devices.get(1).value())
                .update();

        assertThat(targets.log(fleet.tenant(), begun, devices.get(1))).contains("it broke");
        assertThat(targets.log(fleet.tenant(), begun, devices.get(0))).isEmpty();
        assertThat(targets.log(fleet.tenant(), untouched, devices.get(1))).isEmpty();
        assertThat(targets.log(fleet.stranger().tenant(), begun, devices.get(1)))
                .isEmpty();
    }

    private DeploymentId deploy(String name, String at) {
        CreateOutcome outcome = deployments
                .create(fleet.caller(), "request", new NewDeployment(name, "rel", new Targets.AllAccepted(), false))
                .value();
        DeploymentId id = ((CreateOutcome.Created) outcome).id();
        for (String table : List.of("deployment", "deployment_device")) {
            Query.on(fleet.database().connection(), "update " + table + " set created_at = ? where deployment_id = ?")
                    .with(Instant.parse(at), id.value())
                    .update();
        }
        return id;
    }

    private void set(DeploymentId id, DeviceId device, DeploymentStatus status) {
        Query.on(fleet.database().connection(), """
                update deployment_device set status = ?, rank = ?, finished = ? where deployment_id = ? and device_id = ?
                """)
                .with(status.wireName(), status.rank(), status.finished(), id.value(), device.value())
                .update();
        fleet.database().recount(fleet.tenant(), id);
    }

    private List<DeploymentId> ids(DeploymentFilter filter) {
        return reads.list(fleet.tenant(), filter, 10, 0).stream()
                .map(Deployment::id)
                .toList();
    }

    private static DeploymentFilter phase(DeploymentPhase phase) {
        return filter(Optional.of(phase), "", "", "", false);
    }

    private static DeploymentFilter search(String text) {
        return filter(Optional.empty(), text, "", "", false);
    }

    private static DeploymentFilter filter(
            Optional<DeploymentPhase> phase, String search, String from, String to, boolean oldestFirst) {
        return new DeploymentFilter(phase, search, List.of(), List.of(), instant(from), instant(to), oldestFirst);
    }

    private static Optional<Instant> instant(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }
}
