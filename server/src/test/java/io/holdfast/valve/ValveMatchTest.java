package io.holdfast.valve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValveMatchTest {
    private static final TenantId TENANT = TenantId.random();
    private static final DeviceId DEVICE = DeviceId.random();

    private static ValveMatch match(boolean tenant, boolean type, String version, boolean device) {
        return new ValveMatch(
                tenant ? Optional.of(TENANT) : Optional.empty(),
                type ? Optional.of("pump") : Optional.empty(),
                version.isEmpty() ? Optional.empty() : Optional.of(VersionPattern.parse(version)),
                device ? Optional.of(DEVICE) : Optional.empty());
    }

    @Test
    void each_combination_touches_whom_it_names_and_nobody_else() {
        for (int named = 1; named < 16; named++) {
            boolean tenant = (named & 1) != 0;
            boolean type = (named & 2) != 0;
            String version = (named & 4) != 0 ? "2.*" : "";
            boolean device = (named & 8) != 0;
            ValveMatch match = match(tenant, type, version, device);

            assertThat(match.matches(TENANT, "pump", "2.7", DEVICE)).isTrue();
            assertThat(match.matches(TenantId.random(), "pump", "2.7", DEVICE)).isEqualTo(!tenant);
            assertThat(match.matches(TENANT, "valve", "2.7", DEVICE)).isEqualTo(!type);
            assertThat(match.matches(TENANT, "pump", "3.0", DEVICE)).isEqualTo(version.isEmpty());
            assertThat(match.matches(TENANT, "pump", "2.7", DeviceId.random())).isEqualTo(!device);
        }
    }

    @Test
    void what_names_nothing_is_no_valve() {
        assertThatThrownBy(() -> match(false, false, "", false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_one_that_says_most_of_a_device_holds_and_of_equals_the_strictest() {
        // Given
        List<Valve> inOrder = List.of(
                valve(match(false, false, "", true), new ValveEffect.Allow()),
                valve(match(true, true, "2.7", false), new ValveEffect.Allow()),
                valve(match(true, true, "2.*", false), new ValveEffect.Deny()),
                valve(match(true, true, "*", false), new ValveEffect.Deny()),
                valve(match(false, true, "2.7", false), new ValveEffect.Slow(1)),
                valve(match(true, true, "", false), new ValveEffect.Allow()),
                valve(match(true, false, "", false), new ValveEffect.Deny()),
                valve(match(true, false, "", false), new ValveEffect.Slow(3)),
                valve(match(true, false, "", false), new ValveEffect.Allow()));
        List<Valve> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(5));

        // When
        shuffled.sort(Valve.FIRST_HOLDS);

        // Then
        assertThat(shuffled).isEqualTo(inOrder);
    }

    @Test
    void a_valve_is_read_as_it_was_written_whatever_it_names() {
        for (ValveEffect effect : List.of(new ValveEffect.Allow(), new ValveEffect.Slow(7), new ValveEffect.Deny())) {
            for (ValveMatch match : List.of(
                    match(true, false, "", false),
                    match(true, true, "2.*", true),
                    match(false, false, "exact", false),
                    new ValveMatch(Optional.empty(), Optional.of(""), Optional.empty(), Optional.empty()))) {
                Valve valve = valve(match, effect);
                assertThat(ValveJson.whole(Json.bytes(ValveJson.whole(valve)))).isEqualTo(valve);
            }
        }
    }

    @Test
    void a_form_of_a_later_version_is_refused() {
        assertThatThrownBy(() -> ValveJson.match(Json.tree("{\"form\":2,\"version\":\"1\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Valve valve(ValveMatch match, ValveEffect effect) {
        Instant now = Instant.parse("2026-11-22T10:00:00.123Z");
        return new Valve(ValveId.random(), match, effect, "why", "ada", now, now.plus(Valve.LASTS));
    }
}
