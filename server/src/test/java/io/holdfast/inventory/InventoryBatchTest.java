package io.holdfast.inventory;

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
import java.time.Duration;
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
class InventoryBatchTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final TestServer server;
    private FleetDatabase db;
    private TenantId tenant;
    private UUID node;
    private long number;

    InventoryBatchTest(TestServer server) {
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
    void changed_content_is_stored_and_told_and_unchanged_content_writes_nothing() {
        // Given
        DeviceRef device = db.device(tenant);

        // When
        BatchResult<InventoryVerdict> first = send(Passage.LIVE, device, NOW, 1);
        BatchResult<InventoryVerdict> same = send(Passage.LIVE, device, NOW.plusSeconds(9), 1);
        BatchResult<InventoryVerdict> other = send(Passage.LIVE, device, NOW.plusSeconds(10), 2);

        // Then
        assertThat(List.of(first, same, other))
                .flatExtracting(BatchResult::verdicts)
                .containsExactly(InventoryVerdict.RECORDED, InventoryVerdict.UNCHANGED, InventoryVerdict.RECORDED);
        assertThat(first.seq()).hasValue(1);
        assertThat(same.seq()).isEmpty();
        assertThat(other.seq()).hasValue(2);
        assertThat(db.number("select report_high_water from node")).isEqualTo(number);
    }

    @Test
    void a_live_report_always_applies_and_a_replayed_one_only_over_an_older_one() {
        // Given
        DeviceRef device = db.device(tenant);
        send(Passage.LIVE, device, NOW, 1);

        // When
        InventoryVerdict older = verdict(Passage.REPLAYED, device, NOW.minus(Duration.ofSeconds(1)), 2);
        InventoryVerdict newer = verdict(Passage.REPLAYED, device, NOW.plus(Duration.ofSeconds(1)), 3);
        InventoryVerdict live = verdict(Passage.LIVE, device, NOW.minus(Duration.ofHours(1)), 4);

        // Then
        assertThat(List.of(older, newer, live))
                .containsExactly(InventoryVerdict.LATE, InventoryVerdict.RECORDED, InventoryVerdict.RECORDED);
        assertThat(db.number("select content_hash from inventory")).isEqualTo(4);
    }

    @Test
    void a_device_that_does_not_exist_or_is_another_tenants_is_gone_and_leaves_no_row() {
        // Given
        DeviceRef foreign = new DeviceRef(db.tenant(), db.device(tenant).device());

        // Then
        assertThat(verdict(Passage.LIVE, new DeviceRef(tenant, DeviceId.random()), NOW, 1))
                .isEqualTo(InventoryVerdict.GONE);
        assertThat(verdict(Passage.LIVE, foreign, NOW, 1)).isEqualTo(InventoryVerdict.GONE);
        assertThat(db.number("select count(*) from inventory")).isZero();
    }

    private InventoryVerdict verdict(Passage passage, DeviceRef device, Instant at, long hash) {
        return send(passage, device, at, hash).verdicts().getFirst();
    }

    private BatchResult<InventoryVerdict> send(Passage passage, DeviceRef device, Instant at, long hash) {
        Receipt receipt = new Receipt(new ReportId(node, ++number), at);
        DeviceInventory report = new DeviceInventory(device, "{\"h\":{\"value\":" + hash + "}}", hash);
        return InventoryBatch.commit(db.connection(), List.of(new Received<>(receipt, report)), passage);
    }
}
