package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.api.RouteTable.Match;
import io.holdfast.platform.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final Handler NOTHING = call -> Reply.empty(204);

    private final RouteTable table = new RouteTable(List.of(
            route("GET", "/devices"),
            route("POST", "/devices"),
            route("GET", "/devices/{id}"),
            route("GET", "/devices/count"),
            route("DELETE", "/devices/{id}"),
            route("GET", "/devices/{id}/auth/{aid}/status"),
            route("GET", "/devices/count/now"),
            route("GET", "/")));

    @ParameterizedTest
    @CsvSource({
        "GET, /devices, /devices",
        "POST, /devices, /devices",
        "GET, /devices/, /devices",
        "GET, //devices, /devices",
        "GET, /devices/7, /devices/{id}",
        "GET, /devices/count, /devices/count",
        "GET, /devices/count/now, /devices/count/now",
        "GET, /devices/count/auth/2/status, /devices/{id}/auth/{aid}/status",
        "GET, /, /"
    })
    void fixed_steps_win_over_parameters_and_where_they_lead_nowhere_the_parameter_is_taken(
            String method, String path, String pattern) {
        assertThat(table.find(method, path)).isInstanceOfSatisfying(Match.Found.class, found -> {
            assertThat(found.route().method()).isEqualTo(method);
            assertThat(found.route().path()).isEqualTo(pattern);
        });
    }

    @Test
    void parameters_are_named_as_the_route_names_them() {
        assertThat(table.find("GET", "/devices/a%2Fb/auth/7/status"))
                .isInstanceOfSatisfying(
                        Match.Found.class,
                        found -> assertThat(found.parameters()).isEqualTo(Map.of("id", "a%2Fb", "aid", "7")));
        assertThat(table.find("GET", "/devices"))
                .isInstanceOfSatisfying(
                        Match.Found.class,
                        found -> assertThat(found.parameters()).isEmpty());
    }

    @Test
    void a_path_that_is_there_for_other_methods_says_which() {
        assertThat(table.find("PATCH", "/devices")).isEqualTo(new Match.OtherMethods(Set.of("GET", "POST")));
        assertThat(table.find("GET ", "/devices")).isInstanceOf(Match.OtherMethods.class);
        assertThat(table.find("DELETE", "/devices/count"))
                .as("the fixed step is the page; it is not a device named count")
                .isEqualTo(new Match.OtherMethods(Set.of("GET")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/device",
                "/devices/7/auth",
                "/devices/7/auth/8",
                "/devices/7/x/8/status",
                "/Devices",
                "devices7"
            })
    void a_path_that_is_not_there_is_nothing(String path) {
        assertThat(table.find("GET", path)).isInstanceOf(Match.Nothing.class);
    }

    @Test
    void two_routes_for_one_call_are_found_out_at_the_start() {
        List<Route> twice = List.of(route("GET", "/devices/{id}"), route("GET", "/devices/{name}"));
        assertThatThrownBy(() -> new RouteTable(twice)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void every_route_is_found_by_its_own_path_among_all_patterns_of_three_steps() {
        List<Route> all = new ArrayList<>();
        List<String> steps = List.of("a", "b", "{x}");
        for (String first : steps) {
            all.add(route("GET", "/" + first));
            for (String second : steps) {
                all.add(route("GET", "/" + first + "/" + second));
                for (String third : steps) {
                    all.add(route("GET", "/" + first + "/" + second + "/" + third));
                }
            }
        }
        RouteTable full = new RouteTable(all);
        for (Route route : all) {
            String path = route.path().replace("{x}", "other");
            assertThat(full.find("GET", path))
                    .isInstanceOfSatisfying(
                            Match.Found.class,
                            found -> assertThat(found.route()).isEqualTo(route));
        }
    }

    private static Route route(String method, String path) {
        return new Route(method, path, Policy.ANYONE, BodyRule.NONE, NOTHING);
    }
}
