package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Rules 13 and 14 over every sequence of three: four statuses, each live or out of a journal, received in order or before all that
 * is written, alternately at two nodes; and a person's abort, at every place. What the rules say is written down once more here,
 * without SQL.
 */
class ReportSequencesTest {
    private static final int LENGTH = 3;
    private static final List<DeploymentStatus> STATUSES = List.of(
            DeploymentStatus.DOWNLOADING,
            DeploymentStatus.INSTALLING,
            DeploymentStatus.SUCCESS,
            DeploymentStatus.FAILURE);

    private final SmallFleet fleet = SmallFleet.fresh();
    private final FleetDatabase db = fleet.database();
    private final List<UUID> nodes = List.of(db.node(), db.node());
    private final Instant begin = Instant.now().minus(Duration.ofMinutes(30));
    private long number;

    @AfterEach
    void close() {
        fleet.close();
    }

    /** One thing that happens to a target. */
    private sealed interface Step {
        record Abort() implements Step {}

        record Report(DeploymentStatus status, Passage passage, boolean early) implements Step {}
    }

    /** What the rules make of a target. */
    private static final class Expected {
        private DeploymentStatus status = DeploymentStatus.PENDING;
        private Instant written = Instant.MIN;
        private boolean installedAnyway;
        private final Set<String> timeline = new TreeSet<>();

        void abort() {
            if (!status.finished()) {
                status = DeploymentStatus.ABORTED;
            }
        }

        StatusVerdict report(Step.Report report, Instant at) {
            StatusVerdict verdict = verdict(report, at);
            switch (verdict) {
                case RECORDED -> {
                    status = report.status();
                    written = at;
                }
                case ABORTED -> installedAnyway |= report.status() == DeploymentStatus.SUCCESS;
                case RETRIED, UNCHANGED, LATE, FINISHED, GONE -> {}
            }
            if (verdict != StatusVerdict.RECORDED && verdict != StatusVerdict.UNCHANGED) {
                timeline.add(report.status().wireName());
            }
            return verdict;
        }

        private StatusVerdict verdict(Step.Report report, Instant at) {
            if (report.status() == status) {
                return StatusVerdict.UNCHANGED;
            }
            if (status == DeploymentStatus.ABORTED) {
                return StatusVerdict.ABORTED;
            }
            if (status.finished()) {
                return StatusVerdict.FINISHED;
            }
            boolean replayedLate = report.passage() == Passage.REPLAYED && !at.isAfter(written);
            return replayedLate || report.status().rank() < status.rank() ? StatusVerdict.LATE : StatusVerdict.RECORDED;
        }
    }

    @Test
    void every_sequence_of_reports_and_an_abort_ends_where_the_rules_say() {
        // Given
        List<List<Step>> sequences = sequences();
        List<DeviceRef> devices = db.devices(fleet.tenant(), sequences.size());
        DeploymentId deployment = db.deployment(devices);
        Query.on(db.connection(), "update deployment_device set received_at = ?")
                .with(begin)
                .update();
        List<Expected> expected = new ArrayList<>();
        devices.forEach(ignored -> {
            Expected target = new Expected();
            target.written = begin;
            expected.add(target);
        });

        // When
        for (int place = 0; place < LENGTH; place++) {
            // A replayed and a live report never share a statement.
            for (Passage passage : Passage.values()) {
                report(place, passage, sequences, devices, deployment, expected);
            }
            for (int i = 0; i < sequences.size(); i++) {
                if (sequences.get(i).get(place) instanceof Step.Abort) {
                    abort(devices.get(i).device());
                    expected.get(i).abort();
                }
            }
        }

        // Then
        Map<UUID, String> rows = rows();
        for (int i = 0; i < sequences.size(); i++) {
            Expected target = expected.get(i);
            assertThat(rows.get(devices.get(i).device().value()))
                    .as(sequences.get(i).toString())
                    .isEqualTo(target.status.wireName() + " " + target.status.finished() + " " + target.installedAnyway
                            + " " + String.join(",", target.timeline));
        }
        assertThat(db.wrongCounts()).isEmpty();
        assertThat(db.feedIsGapless()).isTrue();
    }

    private void report(
            int place,
            Passage passage,
            List<List<Step>> sequences,
            List<DeviceRef> devices,
            DeploymentId deployment,
            List<Expected> expected) {
        List<Received<DeviceStatus>> batch = new ArrayList<>();
        List<StatusVerdict> verdicts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            if (sequences.get(i).get(place) instanceof Step.Report report && report.passage() == passage) {
                Instant at = report.early() ? begin.minusSeconds(60) : begin.plusSeconds(60L * (place + 1));
                batch.add(new Received<>(
                        new Receipt(new ReportId(nodes.get(place % 2), ++number), at),
                        new DeviceStatus(
                                devices.get(i), deployment, new StatusReport(report.status(), Optional.empty()))));
                verdicts.add(expected.get(i).report(report, at));
                labels.add(place + " of " + sequences.get(i));
            }
        }
        List<StatusVerdict> said = new ArrayList<>();
        for (int from = 0; from < batch.size(); from += 500) {
            List<Received<DeviceStatus>> part = batch.subList(from, Math.min(batch.size(), from + 500));
            said.addAll(StatusBatch.commit(db.connection(), part, passage).verdicts());
        }
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i)).as(labels.get(i)).isEqualTo(verdicts.get(i));
        }
    }

    private void abort(DeviceId device) {
        new DeviceDeployments(fleet.transactions(), ignored -> {}).abort(fleet.caller(), "request", device);
    }

    private Map<UUID, String> rows() {
        Map<UUID, String> rows = new HashMap<>();
        Query.on(db.connection(), """
                select d.device_id, d.status || ' ' || d.finished || ' ' || d.installed_anyway || ' '
                    || coalesce((select string_agg(e.status, ',' order by e.status collate "C") from deployment_event e
                                 where e.device_id = d.device_id), '') as line
                from deployment_device d
                """).list(row -> rows.put(Query.uuid(row, "device_id"), row.getString("line")));
        return rows;
    }

    private static List<List<Step>> sequences() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Abort());
        for (DeploymentStatus status : STATUSES) {
            for (Passage passage : Passage.values()) {
                for (boolean early : List.of(true, false)) {
                    steps.add(new Step.Report(status, passage, early));
                }
            }
        }
        List<List<Step>> sequences = List.of(List.of());
        for (int place = 0; place < LENGTH; place++) {
            List<List<Step>> longer = new ArrayList<>();
            for (List<Step> sequence : sequences) {
                for (Step step : steps) {
                    List<Step> more = new ArrayList<>(sequence);
                    more.add(step);
                    longer.add(more);
                }
            }
            sequences = longer;
        }
        return sequences;
    }
}
