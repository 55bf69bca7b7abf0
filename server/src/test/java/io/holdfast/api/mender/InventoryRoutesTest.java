package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.Inventories;
import io.holdfast.platform.database.Query;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InventoryRoutesTest {
    private static final String DEVICES = "/api/management/v1/inventory/devices";

    private final SmallFleet fleet = SmallFleet.fresh();
    private final ControlHttp http = new ControlHttp(
            new InventoryRoutes(new Inventories(fleet.transactions())).routes(),
            token -> new Authenticator.Outcome.SignedIn(fleet.caller()));
    private List<DeviceId> devices = List.of();

    /** Three devices: board A with 1 GB, board A with 2 GB, and one that has reported nothing. */
    @BeforeAll
    void report() {
        devices = fleet.devices(3);
        fleet.database().devices(fleet.stranger().tenant(), 1);
        for (int i = 0; i < 2; i++) {
            Query.on(fleet.database().connection(), """
                    insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
                    values (?, ?, jsonb_build_object('device_type', jsonb_build_object('value', 'A b'),
                        'mem', jsonb_build_object('value', ?, 'description', 'GB')), 0, now(), gen_random_uuid(), 1)
                    """)
                    .with(fleet.tenant().value(), devices.get(i).value(), i + 1)
                    .update();
        }
    }

    @AfterAll
    void close() {
        http.close();
        fleet.close();
    }

    @Test
    void a_device_is_shown_with_its_attributes() {
        JsonNode device = get("/" + devices.getFirst()).json();

        assertThat(device.path("id").asString()).isEqualTo(devices.getFirst().toString());
        assertThat(device.path("updated_ts").asString()).matches("20\\d\\d-.*Z");
        assertThat(device.path("attributes")).anySatisfy(attribute -> {
            assertThat(attribute.path("name").asString()).isEqualTo("mem");
            assertThat(attribute.path("scope").asString()).isEqualTo("inventory");
            assertThat(attribute.path("value").asInt()).isEqualTo(1);
            assertThat(attribute.path("description").asString()).isEqualTo("GB");
        });
    }

    @Test
    void a_list_has_the_tenants_devices_by_pages() {
        Answer page = get("?per_page=2");

        assertThat(page.json()).hasSize(2);
        assertThat(page.header("X-Total-Count")).isEqualTo("3");
        assertThat(page.response().headers().allValues("Link")).anyMatch(link -> link.contains("rel=\"next\""));
        assertThat(get("?per_page=2&page=2").json()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "mem=2, 1",
        "inventory/mem=2, 1",
        "device_type=A%20b, 2",
        "device_type=A+b&mem=1, 1",
        "device_type=A+b&mem=3, 0",
        "identity/status=accepted, 3",
        "identity/status=pending, 0",
        "identity/sn=1, 3",
        "tags/mem=2, 0",
        "nowhere/mem=2, 0",
        "absent=1, 0",
        "group=kitchen, 0",
        "has_group=true, 0",
        "has_group=false, 3",
        "'mem=%27%20or%20true', 0"
    })
    void attributes_narrow_the_list_and_its_count(String query, int found) {
        Answer answer = get("?" + query);

        assertThat(answer.json()).hasSize(found);
        assertThat(answer.header("X-Total-Count")).isEqualTo(Integer.toString(found));
    }

    @Test
    void attributes_order_the_list() {
        assertThat(ids("?sort=mem:asc")).containsExactly(devices.get(0), devices.get(1), devices.get(2));
        assertThat(ids("?sort=device_type:asc,mem")).containsExactly(devices.get(1), devices.get(0), devices.get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?mem=%00",
                "?%00=1",
                "?sort=mem:up",
                "?sort=a,b,c,d,e,f",
                "?has_group=maybe",
                "?page=0",
                "?a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1&a=1"
            })
    void a_query_that_cannot_be_read_is_400(String query) {
        assertThat(get(query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11", "x", "%F0%9F%98%80"})
    void an_unknown_device_is_404(String id) {
        assertThat(get("/" + id).code()).isEqualTo("device.unknown");
    }

    private List<DeviceId> ids(String query) {
        return get(query)
                .json()
                .valueStream()
                .map(device -> DeviceId.parse(device.path("id").asString()).orElseThrow())
                .toList();
    }

    private Answer get(String rest) {
        return http.send("GET", DEVICES + rest, "", "Authorization", "Bearer mine");
    }
}
