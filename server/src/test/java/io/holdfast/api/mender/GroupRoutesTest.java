package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.Groups;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupRoutesTest {
    private static final String INVENTORY = "/api/management/v1/inventory";
    private static final String MEMBERS = INVENTORY + "/groups/kitchen/devices";

    private final SmallFleet fleet = SmallFleet.fresh();
    private final ControlHttp http = new ControlHttp(
            new GroupRoutes(new Groups(fleet.transactions())).routes(),
            token -> new Authenticator.Outcome.SignedIn(fleet.caller()));

    @AfterEach
    void close() {
        http.close();
        fleet.close();
    }

    @Test
    void a_device_is_put_into_a_group_shown_and_taken_out() {
        String group = INVENTORY + "/devices/" + fleet.devices(1).getFirst() + "/group";
        assertThat(send("GET", group, "").json().path("group").isNull()).isTrue();

        assertThat(send("PUT", group, "{\"group\":\"kitchen\"}").status()).isEqualTo(204);

        assertThat(send("GET", group, "").json().path("group").asString()).isEqualTo("kitchen");
        assertThat(send("GET", INVENTORY + "/groups", "").body()).isEqualTo("[\"kitchen\"]");
        assertThat(send("DELETE", group + "/hall", "").code()).isEqualTo("group.not-a-member");
        assertThat(send("DELETE", group + "/kitchen", "").status()).isEqualTo(204);
        assertThat(send("GET", INVENTORY + "/groups", "").body()).isEqualTo("[]");
    }

    @Test
    void many_devices_are_put_into_a_group_listed_by_pages_and_taken_out() {
        List<DeviceId> devices = fleet.devices(3);

        Answer added = send("PATCH", MEMBERS, ids(devices));

        assertThat(added.json().path("updated_count").asInt()).isEqualTo(3);
        Answer page = send("GET", MEMBERS + "?per_page=2", "");
        assertThat(page.json()).hasSize(2);
        assertThat(page.header("X-Total-Count")).isEqualTo("3");
        assertThat(send("DELETE", MEMBERS, ids(devices.subList(0, 1)))
                        .json()
                        .path("updated_count")
                        .asInt())
                .isEqualTo(1);
        assertThat(send("DELETE", INVENTORY + "/groups/kitchen", "")
                        .json()
                        .path("updated_count")
                        .asInt())
                .isEqualTo(2);
        assertThat(send("DELETE", INVENTORY + "/groups/kitchen", "").status()).isEqualTo(404);
        assertThat(send("GET", MEMBERS, "").code()).isEqualTo("group.unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"group\":\"\"}", "{\"group\":\"a b\"}", "{\"group\":7}", "{}", "[]", "x"})
    void what_cannot_be_a_group_is_refused(String body) {
        String device = fleet.devices(1).getFirst().toString();

        assertThat(send("PUT", INVENTORY + "/devices/" + device + "/group", body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void what_is_no_list_of_devices_is_refused_and_unknown_ones_are_not_found() {
        assertThat(send("PATCH", MEMBERS, "[]").code()).isEqualTo("group.devices-missing");
        assertThat(send("PATCH", MEMBERS, "{}").code()).isEqualTo("group.devices-missing");
        assertThat(send("PATCH", MEMBERS, "[7]").status()).isEqualTo(400);
        assertThat(send(
                                "PATCH",
                                MEMBERS,
                                ids(IntStream.rangeClosed(0, Groups.BULK_MAX)
                                        .mapToObj(i -> DeviceId.random())
                                        .toList()))
                        .code())
                .isEqualTo("request.too-many-ids");
        assertThat(send("PATCH", INVENTORY + "/groups/a%20b/devices", ids(List.of(DeviceId.random())))
                        .code())
                .isEqualTo("group.name-malformed");
        String unknown = INVENTORY + "/devices/" + UUID.randomUUID() + "/group";
        assertThat(send("PUT", unknown, "{\"group\":\"kitchen\"}").code()).isEqualTo("device.unknown");
        assertThat(send("GET", unknown, "").status()).isEqualTo(404);
        assertThat(send("GET", INVENTORY + "/groups?status=odd", "").status()).isEqualTo(400);
    }

    private static String ids(List<DeviceId> devices) {
        return Json.text(devices.stream().map(DeviceId::toString).toList());
    }

    private Answer send(String method, String path, String body) {
        return http.send(method, path, body, "Authorization", "Bearer mine");
    }
}
