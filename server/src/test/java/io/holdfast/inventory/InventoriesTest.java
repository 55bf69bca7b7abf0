package io.holdfast.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.InventoryReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InventoriesTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Inventories inventories = new Inventories(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void what_a_device_is_and_what_it_says_stand_side_by_side() {
        DeviceId device = fleet.devices(1).getFirst();
        Query.on(
                        fleet.database().connection(),
                        "update device set identity = '{\"mac\":\"00:01\",\"status\":\"mine\"}'")
                .update();
        reported(device, """
                [{"name":"device_type","value":"X","description":"of the board"},{"name":"cpus","value":4},
                 {"name":"nets","value":["a","b"]}]
                """);

        JsonNode attributes =
                Json.tree(inventories.find(fleet.tenant(), device).orElseThrow().attributesJson());

        assertThat(attributes
                        .valueStream()
                        .map(each -> each.path("scope").asString() + "/"
                                + each.path("name").asString() + "=" + each.path("value")))
                .startsWith(
                        "identity/mac=\"00:01\"",
                        "identity/status=\"accepted\"",
                        "inventory/cpus=4",
                        "inventory/device_type=\"X\"",
                        "inventory/nets=[\"a\",\"b\"]")
                .hasSize(7);
        assertThat(attributes.get(3).path("description").asString()).isEqualTo("of the board");
        assertThat(attributes.get(2).has("description")).isFalse();
        assertThat(attributes.get(5).path("scope").asString()).isEqualTo("system");
        assertThat(attributes.get(5).path("value").asString()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");
    }

    @Test
    void a_device_that_reported_nothing_is_shown_with_what_it_is() {
        DeviceId device = fleet.devices(1).getFirst();

        assertThat(inventories.find(fleet.tenant(), device).orElseThrow().attributesJson())
                .contains("\"status\"");
        assertThat(inventories.list(fleet.tenant(), InventoryFilter.ALL, 10, 0)).hasSize(1);
        assertThat(inventories.deviceTypes(fleet.tenant(), List.of(device))).isEmpty();
    }

    @Test
    void another_tenant_sees_nothing_of_it() {
        DeviceId device = fleet.devices(1).getFirst();
        reported(device, "[{\"name\":\"device_type\",\"value\":\"X\"}]");
        var stranger = fleet.stranger().tenant();

        assertThat(inventories.find(stranger, device)).isEmpty();
        assertThat(inventories.list(stranger, InventoryFilter.ALL, 10, 0)).isEmpty();
        assertThat(inventories.count(stranger, InventoryFilter.ALL)).isZero();
        assertThat(inventories.deviceTypes(stranger, List.of(device))).isEmpty();
        assertThat(inventories.deviceTypes(fleet.tenant(), List.of(device))).isEqualTo(Map.of(device, "X"));
    }

    @Test
    void a_filter_compares_texts_numbers_booleans_and_members_of_lists() {
        List<DeviceId> devices = fleet.devices(2);
        reported(devices.get(0), """
                [{"name":"t","value":"X"},{"name":"n","value":4},{"name":"b","value":true},{"name":"l","value":["a","4"]}]
                """);
        reported(devices.get(1), """
                [{"name":"t","value":"x"},{"name":"n","value":4.5},{"name":"b","value":false},{"name":"l","value":["ab"]}]
                """);

        for (Map.Entry<String, String> term :
                Map.of("t", "X", "n", "4", "b", "true", "l", "a").entrySet()) {
            InventoryFilter filter = where(AttributeScope.INVENTORY, term.getKey(), term.getValue());
            assertThat(ids(filter)).as(term.getKey()).containsExactly(devices.get(0));
            assertThat(inventories.count(fleet.tenant(), filter)).isEqualTo(1);
        }
        assertThat(ids(where(AttributeScope.INVENTORY, "t", "' or true --"))).isEmpty();
        assertThat(ids(where(AttributeScope.INVENTORY, "absent", ""))).isEmpty();
        assertThat(ids(where(AttributeScope.TAGS, "t", "X"))).isEmpty();
        assertThat(ids(where(AttributeScope.IDENTITY, "status", "accepted"))).hasSize(2);
        assertThat(ids(where(AttributeScope.IDENTITY, "status", "pending"))).isEmpty();
    }

    @Test
    void an_order_counts_numbers_as_numbers_and_puts_what_has_none_last() {
        List<DeviceId> devices = fleet.devices(4);
        reported(devices.get(0), "[{\"name\":\"n\",\"value\":10},{\"name\":\"m\",\"value\":\"b\"}]");
        reported(devices.get(1), "[{\"name\":\"n\",\"value\":9},{\"name\":\"m\",\"value\":\"a\"}]");
        reported(devices.get(2), "[{\"name\":\"n\",\"value\":10},{\"name\":\"m\",\"value\":\"a\"}]");

        assertThat(ids(sorted(true, "n", "m")))
                .containsExactly(devices.get(1), devices.get(2), devices.get(0), devices.get(3));
        assertThat(ids(sorted(false, "n", "m")))
                .containsExactly(devices.get(0), devices.get(2), devices.get(1), devices.get(3));
    }

    @Test
    void a_number_that_no_parser_here_would_take_spoils_no_list() {
        DeviceId device = fleet.devices(1).getFirst();
        reported(device, "[{\"name\":\"n\",\"value\":1e300}]");

        assertThat(inventories
                        .list(fleet.tenant(), InventoryFilter.ALL, 10, 0)
                        .getFirst()
                        .attributesJson())
                .contains("1" + "0".repeat(300));
    }

    private void reported(DeviceId device, String body) {
        InventoryReport report = InventoryReport.parse(body.getBytes(StandardCharsets.UTF_8));
        Query.on(fleet.database().connection(), """
                insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
                values (?, ?, ?::jsonb, 0, now(), gen_random_uuid(), 1)
                """)
                .with(fleet.tenant().value(), device.value(), report.toJson())
                .update();
    }

    private List<DeviceId> ids(InventoryFilter filter) {
        return inventories.list(fleet.tenant(), filter, 10, 0).stream()
                .map(InventoryDevice::id)
                .toList();
    }

    private static InventoryFilter where(AttributeScope scope, String name, String value) {
        return new InventoryFilter(List.of(new InventoryFilter.Term(new AttributeName(scope, name), value)), List.of());
    }

    private static InventoryFilter sorted(boolean ascending, String... names) {
        return new InventoryFilter(
                List.of(),
                java.util.Arrays.stream(names)
                        .map(name ->
                                new InventoryFilter.Order(new AttributeName(AttributeScope.INVENTORY, name), ascending))
                        .toList());
    }
}
