package io.holdfast.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory.Extent;
import io.holdfast.platform.json.Json;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.testing.TestServer;
import io.holdfast.wire.mender.InventoryReport;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

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
    void what_the_device_is_and_runs_stands_in_columns_cut_to_what_an_image_keeps() {
        // Given
        DeviceRef device = db.device(tenant);
        String report = "{\"device_type\":{\"value\":\"pump\"},\"artifact_name\":{\"value\":\"%s\"}}";

        // When
        store(device, 1, report.formatted("v".repeat(300)));

        // Then
        assertThat(db.value("select device_type || ' ' || artifact_name from inventory"))
                .isEqualTo("pump " + "v".repeat(100));

        // When
        store(device, 2, "{\"device_type\":{\"value\":[\"a\",\"b\"]}}");

        // Then
        assertThat(db.value("select device_type || '|' || artifact_name || '|' from inventory"))
                .isEqualTo("[\"a\", \"b\"]||");
    }

    private void store(DeviceRef device, long hash, String attributes) {
        Receipt receipt = new Receipt(new ReportId(node, ++number), NOW);
        DeviceInventory report = new DeviceInventory(device, attributes, hash, Extent.WHOLE);
        assertThat(InventoryBatch.commit(db.connection(), List.of(new Received<>(receipt, report)), Passage.LIVE)
                        .verdicts())
                .containsExactly(InventoryVerdict.RECORDED);
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

    @Test
    void a_part_is_laid_over_what_is_on_record_and_the_rest_stays() {
        // Given
        DeviceRef device = db.device(tenant);
        report(device, Extent.WHOLE, "kernel", "6.1", "color", "red");

        // When
        InventoryVerdict changed = report(device, Extent.PART, "color", "blue", "site", "roof");
        InventoryVerdict same = report(device, Extent.PART, "color", "blue");

        // Then
        assertThat(List.of(changed, same)).containsExactly(InventoryVerdict.RECORDED, InventoryVerdict.UNCHANGED);
        assertThat(stored()).isEqualTo(json("color", "blue", "kernel", "6.1", "site", "roof"));
    }

    @Test
    void a_part_that_names_everything_is_compared_as_a_whole_one() {
        // Given
        DeviceRef device = db.device(tenant);

        // When
        InventoryVerdict first = report(device, Extent.PART, "kernel", "6.1");
        InventoryVerdict whole = report(device, Extent.WHOLE, "kernel", "6.1");
        InventoryVerdict next = report(device, Extent.PART, "kernel", "6.2");
        InventoryVerdict again = report(device, Extent.WHOLE, "kernel", "6.2");

        // Then
        assertThat(List.of(first, whole, next, again))
                .containsExactly(
                        InventoryVerdict.RECORDED,
                        InventoryVerdict.UNCHANGED,
                        InventoryVerdict.RECORDED,
                        InventoryVerdict.UNCHANGED);
    }

    @Test
    void a_whole_one_after_a_part_leaves_nothing_else() {
        // Given
        DeviceRef device = db.device(tenant);
        report(device, Extent.WHOLE, "kernel", "6.1");
        report(device, Extent.PART, "color", "red");

        // When
        InventoryVerdict verdict = report(device, Extent.WHOLE, "kernel", "6.1");

        // Then
        assertThat(verdict).isEqualTo(InventoryVerdict.RECORDED);
        assertThat(stored()).isEqualTo(json("kernel", "6.1"));
    }

    @Test
    void parts_never_add_up_to_more_than_a_whole_one_may_be() {
        // Given
        DeviceRef device = db.device(tenant);
        String[] most = IntStream.range(0, InventoryReport.MAX_ATTRIBUTES)
                .boxed()
                .flatMap(i -> Stream.of("a" + i, "1"))
                .toArray(String[]::new);
        report(device, Extent.WHOLE, most);

        // When
        InventoryVerdict oneMore = report(device, Extent.PART, "one-more", "1");

        // Then
        assertThat(oneMore).isEqualTo(InventoryVerdict.RECORDED);
        assertThat(stored()).isEqualTo(json("one-more", "1"));
    }

    private InventoryVerdict report(DeviceRef device, Extent extent, String... namesAndValues) {
        InventoryReport said = InventoryReport.parse(array(namesAndValues).getBytes(StandardCharsets.UTF_8));
        Receipt receipt = new Receipt(new ReportId(node, ++number), NOW.plusSeconds(number));
        DeviceInventory inventory = DeviceInventory.of(device, said, extent);
        return InventoryBatch.commit(db.connection(), List.of(new Received<>(receipt, inventory)), Passage.LIVE)
                .verdicts()
                .getFirst();
    }

    private static String array(String... namesAndValues) {
        return IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i ->
                        "{\"name\":\"" + namesAndValues[2 * i] + "\",\"value\":\"" + namesAndValues[2 * i + 1] + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static JsonNode json(String... namesAndValues) {
        return Json.tree(InventoryReport.parse(array(namesAndValues).getBytes(StandardCharsets.UTF_8))
                .toJson());
    }

    private JsonNode stored() {
        return Json.tree(db.value("select attributes::text from inventory"));
    }

    private InventoryVerdict verdict(Passage passage, DeviceRef device, Instant at, long hash) {
        return send(passage, device, at, hash).verdicts().getFirst();
    }

    private BatchResult<InventoryVerdict> send(Passage passage, DeviceRef device, Instant at, long hash) {
        Receipt receipt = new Receipt(new ReportId(node, ++number), at);
        DeviceInventory report = new DeviceInventory(device, "{\"h\":{\"value\":" + hash + "}}", hash, Extent.WHOLE);
        return InventoryBatch.commit(db.connection(), List.of(new Received<>(receipt, report)), passage);
    }
}
