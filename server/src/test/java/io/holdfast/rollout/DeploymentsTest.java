package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Committed;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.Releases;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.rollout.Deployments.AbortOutcome;
import io.holdfast.rollout.Deployments.CreateOutcome;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentsTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Deployments deployments = new Deployments(fleet.transactions());
    private final DeploymentReads reads = new DeploymentReads(fleet.transactions());
    private final TargetReads targets = new TargetReads(fleet.transactions());
    private final Releases releases = new Releases(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_deployment_to_a_list_has_those_of_it_that_are_accepted() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(4);
        standing(devices.get(0), "pending");
        standing(devices.get(1), "rejected");

        Committed<CreateOutcome> made = create(these("d", devices.get(0), devices.get(1), devices.get(2), unknown()));

        assertThat(made.seq()).isPresent();
        DeploymentId id = created(made);
        assertThat(targets.ids(fleet.tenant(), id, 10)).containsExactly(devices.get(2));
        Deployment deployment = find(id);
        assertThat(deployment.targetCount()).isEqualTo(1);
        assertThat(deployment.phase()).isEqualTo(DeploymentPhase.PENDING);
        assertThat(deployment.byStatus()).isEqualTo(Map.of("pending", 1));
        assertThat(fleet.database().value("select action || ' ' || object from audit_event where action like 'dep%'"))
                .isEqualTo("deployment.create " + id);
        assertThat(fleet.database().value("select kinds[1] || ' ' || ids[1] from feed_commit"))
                .isEqualTo("deployment " + id);
    }

    @Test
    void a_deployment_to_all_has_every_accepted_device_of_its_tenant_and_nobody_who_comes_later() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(5);
        standing(devices.get(4), "pending");
        fleet.database().devices(fleet.stranger().tenant(), 3);

        DeploymentId id = created(create(all("d")));
        standing(devices.get(4), "accepted");
        fleet.devices(1);

        assertThat(targets.ids(fleet.tenant(), id, 10)).containsExactlyInAnyOrderElementsOf(devices.subList(0, 4));
    }

    @Test
    void a_device_named_twice_is_one_target() {
        fleet.release("rel", "X");
        DeviceId device = fleet.devices(1).getFirst();

        DeploymentId id = created(create(these("d", device, device)));

        assertThat(find(id).targetCount()).isEqualTo(1);
    }

    @Test
    void the_artifacts_of_a_deployment_are_those_of_its_beginning() {
        ArtifactId x = fleet.release("rel", "X", "Y");
        fleet.devices(1);

        DeploymentId id = created(create(all("d")));
        fleet.release("rel", "Z");

        assertThat(find(id).artifactIds()).containsExactly(x.toString());
        assertThat(fleet.database()
                        .value("select string_agg(device_type, ',' order by device_type) from deployment_artifact"))
                .isEqualTo("X,Y");
    }

    @Test
    void a_release_that_is_not_there_or_of_another_tenant_makes_no_deployment() {
        fleet.devices(1);
        releases.add(fleet.stranger(), "request", SmallFleet.artifact("theirs", "X"));

        assertThat(create(all("d").named("none")).value()).isEqualTo(new CreateOutcome.NoSuchRelease());
        assertThat(create(all("d").named("theirs")).value()).isEqualTo(new CreateOutcome.NoSuchRelease());
        assertNothingStored();
    }

    @Test
    void a_deployment_for_nobody_is_not_made() {
        fleet.release("rel", "X");

        assertThat(create(all("d")).value()).isEqualTo(new CreateOutcome.NoTargets());
        assertThat(create(these("d", unknown())).value()).isEqualTo(new CreateOutcome.NoTargets());
        assertNothingStored();
    }

    @Test
    void the_same_deployment_is_active_once_however_many_ask_at_once() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(20);
        List<CreateOutcome> outcomes = Race.run(
                12,
                i -> create(these("d", (i % 2 == 0 ? devices : devices.reversed()).toArray(DeviceId[]::new)))
                        .value());

        List<CreateOutcome> made = outcomes.stream()
                .filter(CreateOutcome.Created.class::isInstance)
                .toList();
        assertThat(made).hasSize(1);
        DeploymentId winner = ((CreateOutcome.Created) made.getFirst()).id();
        assertThat(outcomes)
                .filteredOn(outcome -> !made.contains(outcome))
                .containsOnly(new CreateOutcome.SameActive(winner));
        assertThat(fleet.database().number("select count(*) from deployment_device"))
                .isEqualTo(20);
        assertThat(fleet.database().number("select count(*) from feed_commit")).isEqualTo(1);
    }

    @Test
    void another_name_another_release_other_devices_or_force_make_another_deployment() {
        fleet.release("rel", "X");
        fleet.release("next", "X");
        List<DeviceId> devices = fleet.devices(3);
        DeploymentId first = created(create(these("d", devices.get(0), devices.get(1))));

        created(create(these("e", devices.get(0), devices.get(1))));
        created(create(these("d", devices.get(0), devices.get(1)).named("next")));
        created(create(these("d", devices.get(0), devices.get(2))));
        created(create(these("d", devices.get(0))));
        created(create(these("d", devices.get(0), devices.get(1)).forced()));
        abort(first);
        created(create(these("d", devices.get(0), devices.get(1))));
    }

    @ParameterizedTest
    @EnumSource(DeploymentStatus.class)
    void an_abort_ends_open_targets_and_leaves_ended_ones(DeploymentStatus status) {
        DeploymentId id = deploymentWith(status);

        assertThat(abort(id)).isEqualTo(new AbortOutcome.Aborted());

        String after = status.finished() ? status.wireName() : "aborted";
        assertThat(find(id).byStatus()).isEqualTo(Map.of(after, 1));
        assertThat(find(id).standing()).isEqualTo(DeploymentStanding.ABORTED);
        assertThat(find(id).phase()).isEqualTo(DeploymentPhase.FINISHED);
        assertThat(find(id).finished()).isPresent();
    }

    @Test
    void an_abort_is_said_once_however_often_it_is_asked() {
        DeploymentId id = deploymentWith(DeploymentStatus.INSTALLING);

        List<AbortOutcome> outcomes = Race.run(8, i -> abort(id));

        assertThat(outcomes).containsOnly(new AbortOutcome.Aborted());
        assertThat(fleet.database().number("select count(*) from audit_event where action = 'deployment.abort'"))
                .isEqualTo(1);
    }

    @Test
    void a_finished_deployment_an_unknown_one_and_that_of_another_tenant_cannot_be_aborted() {
        DeploymentId id = deploymentWith(DeploymentStatus.SUCCESS);
        new DeploymentCompletion(fleet.transactions()).complete(new DeploymentRef(fleet.tenant(), id));

        assertThat(abort(id)).isEqualTo(new AbortOutcome.FinishedAlready());
        assertThat(abort(DeploymentId.random())).isEqualTo(new AbortOutcome.Unknown());
        assertThat(deployments.abort(fleet.stranger(), "request", id).value()).isEqualTo(new AbortOutcome.Unknown());
    }

    @Test
    void an_abort_among_status_reports_neither_deadlocks_nor_is_undone() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(200);
        UUID node = fleet.database().node();
        DeploymentId id = created(create(all("d")));
        AtomicLong numbers = new AtomicLong();

        List<List<StatusVerdict>> verdicts = Race.run(9, i -> {
            if (i == 4) {
                abort(id);
                return List.of();
            }
            List<DeviceId> mine = new ArrayList<>();
            for (int at = i; at < devices.size(); at += 2) {
                mine.add(devices.get(at));
            }
            mine.sort(Comparator.comparing(DeviceId::value).reversed());
            return report(id, node, numbers, mine, DeploymentStatus.INSTALLING);
        });

        assertThat(verdicts.stream().flatMap(List::stream))
                .isSubsetOf(StatusVerdict.RECORDED, StatusVerdict.UNCHANGED, StatusVerdict.ABORTED);
        assertThat(find(id).byStatus()).isEqualTo(Map.of("aborted", 200));
        assertThat(report(id, node, numbers, devices, DeploymentStatus.SUCCESS)).containsOnly(StatusVerdict.ABORTED);
        assertThat(targets.devices(fleet.tenant(), id, Set.of(), 300, 0)).allMatch(DeviceProgress::installedAnyway);
    }

    @Test
    void a_report_that_waited_for_the_abort_is_told_of_it() throws Exception {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(1);
        UUID node = fleet.database().node();
        DeploymentId id = created(create(all("d")));
        try (Connection aborting = fleet.database().database().connect()) {
            aborting.setAutoCommit(false);
            Query.on(aborting, "update deployment_device set status = 'aborted', rank = 100, finished = true")
                    .update();
            CompletableFuture<List<StatusVerdict>> waiting = CompletableFuture.supplyAsync(
                    () -> report(id, node, new AtomicLong(), devices, DeploymentStatus.INSTALLING));
            Eventually.holds(
                    "the report waits",
                    () -> fleet.database().number("select count(*) from pg_locks where not granted") > 0);
            aborting.commit();

            assertThat(waiting.join()).containsExactly(StatusVerdict.ABORTED);
        }
    }

    @Test
    void a_device_that_leaves_while_a_deployment_is_made_is_no_target_without_a_device() throws Exception {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(2);
        try (Connection leaving = fleet.database().database().connect()) {
            leaving.setAutoCommit(false);
            Query.on(leaving, "delete from device where device_id = ?")
                    .with(devices.getFirst().value())
                    .update();
            CompletableFuture<Committed<CreateOutcome>> waiting = CompletableFuture.supplyAsync(() -> create(all("d")));
            Eventually.holds(
                    "the deployment waits",
                    () -> fleet.database().number("select count(*) from pg_locks where not granted") > 0);
            leaving.commit();

            assertThat(targets.ids(fleet.tenant(), created(waiting.join()), 10)).containsExactly(devices.get(1));
        }
    }

    @Test
    void an_artifact_is_not_deleted_under_a_deployment_that_is_being_made() throws Exception {
        ArtifactId artifact = fleet.release("rel", "X");
        fleet.devices(1);
        try (Connection making = fleet.database().database().connect()) {
            making.setAutoCommit(false);
            // As far as a creation has come when it has frozen its artifacts.
            Query.on(making, "select 1 from artifact for key share").list(row -> true);
            CompletableFuture<Releases.RemoveOutcome> removing =
                    CompletableFuture.supplyAsync(() -> releases.remove(fleet.caller(), "request", artifact));
            Eventually.holds(
                    "the deletion waits",
                    () -> fleet.database().number("select count(*) from pg_locks where not granted") > 0);
            created(create(all("d")));
            making.commit();

            assertThat(removing.join()).isInstanceOf(Releases.RemoveOutcome.InUse.class);
        }
    }

    private record Wanted(String name, String release, Targets targets, boolean force) {
        Wanted named(String other) {
            return new Wanted(name, other, targets, force);
        }

        Wanted forced() {
            return new Wanted(name, release, targets, true);
        }
    }

    private static Wanted all(String name) {
        return new Wanted(name, "rel", new Targets.AllAccepted(), false);
    }

    private static Wanted these(String name, DeviceId... devices) {
        return new Wanted(name, "rel", new Targets.These(List.of(devices)), false);
    }

    private static DeviceId unknown() {
        return DeviceId.random();
    }

    private Committed<CreateOutcome> create(Wanted wanted) {
        return deployments.create(
                fleet.caller(),
                "request",
                new NewDeployment(wanted.name, wanted.release, wanted.targets, wanted.force));
    }

    private static DeploymentId created(Committed<CreateOutcome> committed) {
        assertThat(committed.value()).isInstanceOf(CreateOutcome.Created.class);
        return ((CreateOutcome.Created) committed.value()).id();
    }

    private AbortOutcome abort(DeploymentId id) {
        return deployments.abort(fleet.caller(), "request", id).value();
    }

    private Deployment find(DeploymentId id) {
        return reads.find(fleet.tenant(), id).orElseThrow();
    }

    private void standing(DeviceId device, String standing) {
        Query.on(fleet.database().connection(), "update device set standing = ? where device_id = ?")
                .with(standing, device.value())
                .update();
    }

    private DeploymentId deploymentWith(DeploymentStatus status) {
        fleet.release("rel", "X");
        fleet.devices(1);
        DeploymentId id = created(create(all("d")));
        Query.on(fleet.database().connection(), "update deployment_device set status = ?, rank = ?, finished = ?")
                .with(status.wireName(), status.rank(), status.finished())
                .update();
        fleet.database().recount(fleet.tenant(), id);
        return id;
    }

    private List<StatusVerdict> report(
            DeploymentId id, UUID node, AtomicLong numbers, List<DeviceId> devices, DeploymentStatus status) {
        List<Received<DeviceStatus>> reports = devices.stream()
                .map(device -> new Received<>(
                        new Receipt(new ReportId(node, numbers.incrementAndGet()), Instant.now()),
                        new DeviceStatus(
                                new DeviceRef(fleet.tenant(), device), id, new StatusReport(status, Optional.empty()))))
                .toList();
        try (Connection connection = fleet.database().database().connect()) {
            return StatusBatch.commit(connection, reports, Passage.LIVE).verdicts();
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    private void assertNothingStored() {
        assertThat(fleet.database().number("""
                select (select count(*) from deployment) + (select count(*) from deployment_device)
                    + (select count(*) from deployment_artifact) + (select count(*) from feed_commit)
                """)).isZero();
    }
}
