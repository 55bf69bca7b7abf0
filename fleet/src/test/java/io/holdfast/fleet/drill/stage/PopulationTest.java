package io.holdfast.fleet.drill.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

    private static Map<UUID, Long> shares(int devices) {
        Population all = new Population(FIRST, SECOND, THIRD, devices);
        return IntStream.range(0, devices)
                .mapToObj(all::tenantOf)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void of_eighteen_devices_ten_six_and_two_are_the_tenants() {
        assertThat(shares(18_000)).isEqualTo(Map.of(FIRST, 10_000L, SECOND, 6_000L, THIRD, 2_000L));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 18, 100, 600, 17_999})
    void every_device_has_one_tenant_and_every_tenant_a_device(int devices) {
        assertThat(shares(devices)).hasSize(3);
        assertThat(shares(devices).values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(devices);
    }
}
