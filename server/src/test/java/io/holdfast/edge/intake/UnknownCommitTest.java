package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.CuttingProxy;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestFolder;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits whose outcome the server cannot know. A PostgreSQL of its own, because its settings are changed. */
class UnknownCommitTest {
    private final MemoryJournal journal = new MemoryJournal(1_000);
    private TestFolder folder;
    private EmbeddedPostgres postgres;
    private TestDatabase database;
    private FleetDatabase db;
    private UUID node;
    private DeviceRef device;
    private DeploymentId deployment;

    @BeforeEach
    void start() throws Exception {
        folder = TestFolder.create();
        postgres = EmbeddedPostgres.start(EmbeddedPostgresOptions.defaults(folder.path())
                .withBinariesCache(TestFolder.binariesCache())
                .withSetting("shared_buffers", "64MB")
                .withSetting("archive_mode", "off"));
        database = new TestDatabase(postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
        FleetDatabase.migrate(database);
        db = FleetDatabase.opened(database);
        node = db.node();
        device = db.device(db.tenant());
        deployment = db.deployment(device);
    }

    @AfterEach
    void stop() throws Exception {
        db.close();
        postgres.close();
        folder.delete();
    }

    @Test
    void a_connection_that_dies_between_commit_and_answer_leaves_the_report_there_once_under_its_id() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(postgres.port());
                RunningIntake running = RunningIntake.of(RunningIntake.source(through(proxy)), journal, node, 1)) {
            Eventually.holds("the writers are connected", () -> connected(running));

            // When
            proxy.cutNextAnswer();
            ReportOutcome status = answer(running.status(device, deployment, success()));
            Eventually.holds("the status is replayed", journal::isEmpty);
            proxy.cutNextAnswer();
            ReportOutcome log = answer(running.log(device, deployment, new DeploymentLog("it broke\n", 1, false)));
            Eventually.holds("the log is replayed", journal::isEmpty);

            // Then
            assertThat(proxy.cuts()).isEqualTo(2);
            assertThat(status).isEqualTo(new ReportOutcome.Journaled());
            assertThat(log).isEqualTo(new ReportOutcome.Journaled());
            assertThat(db.value("select status from deployment_device")).isEqualTo("success");
            assertThat(db.number("select count(*) from deployment_event")).isZero();
            // The first commit counts; the replay finds its work done and tells no image again.
            assertThat(db.number("select sum(cardinality(ids)) from feed_commit"))
                    .isEqualTo(1);
            long kept =
                    journal.everKept(JournalLane.LOG).getFirst().receipt().id().number();
            assertThat(db.number("select report_no from deployment_log")).isEqualTo(kept);
            assertThat(db.number("select count(*) from deployment_log")).isEqualTo(1);
        }
    }

    @Test
    void a_commit_that_no_standby_confirmed_is_not_acknowledged_as_one() throws Exception {
        try (RunningIntake running = RunningIntake.of(RunningIntake.source(database), journal, node, 1)) {
            // Given
            Eventually.holds("the writers are connected", () -> connected(running));
            standby("nobody");

            // When
            CompletionStage<ReportOutcome> outcome = running.status(device, deployment, success());
            Eventually.holds(
                    "the wait for the standby is cancelled",
                    () -> "t"
                                    .equals(
                                            db.value(
                                                    "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and application_name = 'holdfast-intake'"))
                            || journal.appended() > 0);

            // Then
            // It is committed here, and a failover would lose it: so it is kept as well.
            assertThat(answer(outcome)).isEqualTo(new ReportOutcome.Journaled());
            assertThat(db.value("select status from deployment_device")).isEqualTo("success");
            standby("");
            Eventually.holds("the journal is replayed", journal::isEmpty);
            assertThat(db.number("select sum(cardinality(ids)) from feed_commit"))
                    .isEqualTo(1);
        }
    }

    private void standby(String name) {
        Query.on(db.connection(), "alter system set synchronous_standby_names = '" + name + "'")
                .update();
        db.value("select pg_reload_conf()");
        Eventually.holds("the setting is there", () -> name.equals(db.value("show synchronous_standby_names")));
    }

    private static boolean connected(RunningIntake running) {
        try {
            return running.intake.awaitConnected(Duration.ofMillis(100));
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted", stopped);
        }
    }

    private TestDatabase through(CuttingProxy proxy) {
        int port = URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort();
        String url = database.jdbcUrl().replace(":" + port + "/", ":" + proxy.port() + "/");
        return new TestDatabase(url, database.username(), database.password());
    }

    private static StatusReport success() {
        return new StatusReport(DeploymentStatus.SUCCESS, Optional.empty());
    }
}
