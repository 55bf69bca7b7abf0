package io.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.testing.TestServer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("servers")
class ReportedConfigurationBatchTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final TestServer server;
    private FleetDatabase db;
    private TenantId tenant;
    private UUID node;
    private long number;

    ReportedConfigurationBatchTest(TestServer server) {
        this.server = server;
    }

    static Stream<TestServer> servers() {
        return Stream.concat(Stream.of(TestPostgres.embedded18()), TestPostgres.debian15().stream());
    }

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.on(server);
        tenant = db.tenant();
        node = db.node();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void every_passage_moment_and_content_after_a_first_report() {
        for (Passage passage : Passage.values()) {
            for (int later = -1; later <= 1; later++) {
                for (long hash = 1; hash <= 2; hash++) {
                    // Given
                    DeviceRef device = db.device(tenant);
                    send(Passage.LIVE, NOW, 1, device);

                    // When
                    ReportedVerdict verdict = send(passage, NOW.plusSeconds(later), hash, device)
                            .verdicts()
                            .getFirst();

                    // Then
                    boolean late = passage == Passage.REPLAYED && later <= 0;
                    assertThat(verdict)
                            .as("%s, %d s later, content %d", passage, later, hash)
                            .isEqualTo(
                                    hash == 1
                                            ? ReportedVerdict.UNCHANGED
                                            : late ? ReportedVerdict.LATE : ReportedVerdict.RECORDED);
                    assertThat(db.number(
                                    "select content_hash from reported_configuration where device_id = ?",
                                    device.device().value()))
                            .isEqualTo(verdict == ReportedVerdict.RECORDED ? 2 : 1);
                }
            }
        }
    }

    @Test
    void only_what_changed_is_told_to_the_nodes_and_marks_the_reports_number() {
        DeviceRef one = db.device(tenant);
        DeviceRef other = db.device(tenant);
        BatchResult<ReportedVerdict> first = send(Passage.LIVE, NOW, 1, one, other);
        long marked = db.number("select report_high_water from node");
        BatchResult<ReportedVerdict> same = send(Passage.LIVE, NOW, 1, one, other);

        assertThat(first.seq()).hasValue(1);
        assertThat(first.statements()).isEqualTo(1);
        assertThat(marked).isEqualTo(2);
        assertThat(same.seq()).isEmpty();
        assertThat(db.number("select report_high_water from node")).isEqualTo(2);
        assertThat(db.number("select cardinality(ids) from feed_commit where seq = 1"))
                .isEqualTo(2);
        assertThat(db.feedIsGapless()).isTrue();
    }

    @Test
    void a_device_that_is_gone_or_another_tenants_leaves_no_row_and_hinders_nobody() {
        DeviceRef known = db.device(tenant);
        DeviceRef foreign = new DeviceRef(db.tenant(), known.device());
        DeviceRef gone = new DeviceRef(tenant, DeviceId.random());

        assertThat(send(Passage.LIVE, NOW, 1, gone, known, foreign).verdicts())
                .containsExactly(ReportedVerdict.GONE, ReportedVerdict.RECORDED, ReportedVerdict.GONE);
        assertThat(db.number("select count(*) from reported_configuration")).isEqualTo(1);
    }

    private BatchResult<ReportedVerdict> send(Passage passage, Instant at, long hash, DeviceRef... devices) {
        List<Received<ReportedConfiguration>> reports = Stream.of(devices)
                .map(device -> new Received<>(
                        new Receipt(new ReportId(node, ++number), at),
                        new ReportedConfiguration(device, "{\"h\":\"" + hash + "\"}", hash)))
                .toList();
        return ReportedConfigurationBatch.commit(db.connection(), reports, passage);
    }
}
