package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.intake.IntakeCounters.Count;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a batch for each class of trouble that PostgreSQL has a name for. A trigger raises it at one device's row. */
class SqlStateTest {
    private static final int DEVICES = 20;
    private static final int TROUBLED = 13;

    private final MemoryJournal journal = new MemoryJournal(1_000);
    private FleetDatabase db;
    private List<DeviceRef> devices;
    private DeploymentId deployment;

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.fresh();
        devices = db.devices(db.tenant(), DEVICES);
        deployment = db.deployment(devices);
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P02", "23505", "23514", "23502", "21000"})
    void bad_data_is_found_by_halves_and_costs_only_its_own_report(String state) throws Exception {
        trouble(state);
        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            List<ReportOutcome> outcomes = reportTogether(running);

            // Then
            for (int i = 0; i < DEVICES; i++) {
                assertThat(outcomes.get(i))
                        .as("report %s", i)
                        .isEqualTo(i == TROUBLED ? new ReportOutcome.Poisoned() : new ReportOutcome.Recorded());
            }
            assertThat(running.count(LaneName.STATUS, Count.POISONED)).isEqualTo(1);
            assertThat(journal.appended()).isZero();
            assertThat(installing()).isEqualTo(DEVICES - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "55006"})
    void a_conflict_is_tried_three_times_and_then_the_batch_waits_in_the_journal(String state) throws Exception {
        trouble(state);
        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            ReportOutcome outcome = answer(report(running, TROUBLED));

            // Then
            assertThat(outcome).isEqualTo(new ReportOutcome.Journaled());
            assertThat(running.count(LaneName.STATUS, Count.RETRIES)).isEqualTo(2);
            madeUpFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08007", "53100", "53200", "53300", "57014", "57P01", "57P03", "58030", "XX001"})
    void trouble_of_the_server_sends_the_batch_to_the_journal_at_once(String state) throws Exception {
        trouble(state);
        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            ReportOutcome outcome = answer(report(running, TROUBLED));

            // Then
            assertThat(outcome).isEqualTo(new ReportOutcome.Journaled());
            assertThat(running.count(LaneName.STATUS, Count.RETRIES)).isZero();
            madeUpFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P10", "42P01", "42501", "0A000"})
    void our_own_mistake_is_answered_with_a_time_to_come_back_and_is_not_kept(String state) throws Exception {
        trouble(state);
        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            ReportOutcome outcome = answer(report(running, TROUBLED));

            // Then
            assertThat(outcome).isInstanceOf(ReportOutcome.Unavailable.class);
            assertThat(running.count(LaneName.STATUS, Count.FAULTS)).isEqualTo(1);
            assertThat(journal.appended()).isZero();
        }
    }

    /** Once the trouble is over the report is in the database, once. */
    private void madeUpFor() {
        Query.on(db.connection(), "drop trigger trouble on deployment_device").update();
        Eventually.holds("the journal is replayed", journal::isEmpty);
        assertThat(installing()).isEqualTo(1);
        assertThat(db.number("select count(*) from deployment_event")).isZero();
    }

    private long installing() {
        return db.number("select count(*) from deployment_device where status = 'installing'");
    }

    private List<ReportOutcome> reportTogether(RunningIntake running) throws SQLException {
        List<CompletionStage<ReportOutcome>> answers = new ArrayList<>();
        // A locked row keeps the first report busy until the others have queued behind it.
        try (Connection blocker = db.database().connect()) {
            blocker.setAutoCommit(false);
            Query.on(blocker, "select 1 from deployment_device where device_id = ? for update")
                    .with(devices.getFirst().device().value())
                    .list(row -> 1);
            for (int i = 0; i < DEVICES; i++) {
                answers.add(report(running, i));
            }
            blocker.rollback();
        }
        return answers.stream().map(RunningIntake::answer).toList();
    }

    private CompletionStage<ReportOutcome> report(RunningIntake running, int device) {
        return running.status(
                devices.get(device), deployment, new StatusReport(DeploymentStatus.INSTALLING, Optional.empty()));
    }

    private void trouble(String state) {
        Query.on(db.connection(), """
                create function trouble() returns trigger language plpgsql as $$
                begin
                    raise exception 'trouble' using errcode = tg_argv[0];
                end $$
                """).update();
        Query.on(db.connection(), """
                create trigger trouble before update on deployment_device for each row
                when (new.device_id = '%s') execute function trouble('%s')
                """.formatted(devices.get(TROUBLED).device().value(), state))
                .update();
    }
}
