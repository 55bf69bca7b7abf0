package io.holdfast.operator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillSwitchesTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final TenantId OURS = TenantId.random();
    private static final TenantId THEIRS = TenantId.random();

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @CsvSource(textBlock = """
            # off: tenant, route   asked: tenant, route   refused
            ours,  '',              ours,   poll,                true
            ours,  '',              ours,   management/devauth,  true
            ours,  '',              theirs, poll,                false
            '',    poll,            ours,   poll,                true
            '',    poll,            theirs, poll,                true
            '',    poll,            ours,   inventory,           false
            ours,  inventory,       ours,   inventory,           true
            ours,  inventory,       theirs, inventory,           false
            ours,  inventory,       ours,   poll,                false
            '',    management,      theirs, management/devauth,  true
            '',    management/dev,  theirs, management/devauth,  false
            ours,  management/devauth, ours, management/devauth, true
            ours,  management/devauth, ours, management/useradm, false
            """)
    void what_is_meant_is_refused_and_nothing_else(
            String tenant, String route, String askingTenant, String asked, boolean refused) {
        KillSwitches switches = fresh();
        var unused = switches.off(
                new SwitchTarget(
                        tenant.isEmpty() ? Optional.empty() : Optional.of(OURS),
                        route.isEmpty() ? Optional.empty() : Optional.of(route)),
                QUARTER,
                "me",
                "");
        TenantId asking = askingTenant.equals("ours") ? OURS : THEIRS;
        assertThat(switches.off(asking, asked)).isEqualTo(refused);
        assertThat(switches.offForAll(asked)).isEqualTo(refused && tenant.isEmpty());
    }

    @Test
    void a_switch_expires_on_the_monotonic_clock_whatever_the_date_does() {
        KillSwitches switches = off("poll");
        clock.jumpWall(Duration.ofDays(2));
        assertThat(switches.off(OURS, "poll")).isTrue();
        clock.advance(QUARTER.minusMillis(1));
        assertThat(switches.off(OURS, "poll")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(switches.off(OURS, "poll")).isFalse();
        assertThat(switches.states()).isEmpty();
    }

    @Test
    void a_switch_is_undone_by_its_id_and_tells_how_many_it_refused() {
        KillSwitches switches = off("poll");
        assertThat(switches.off(OURS, "poll")).isTrue();
        assertThat(switches.off(OURS, "inventory")).isFalse();
        assertThat(switches.states()).singleElement().satisfies(state -> {
            assertThat(state.refused()).isEqualTo(1);
            assertThat(state.left()).isEqualTo(QUARTER);
        });

        assertThat(switches.on(switches.states().getFirst().off().id())).isPresent();
        assertThat(switches.off(OURS, "poll")).isFalse();
        assertThat(fresh().states()).isEmpty();
    }

    @Test
    void a_switch_outlives_a_restart_with_the_time_that_it_has_left() {
        KillSwitches before = off("links");
        clock.advance(Duration.ofMinutes(5));
        KillSwitches after = fresh();
        assertThat(after.off(OURS, "links")).isTrue();
        assertThat(after.states().getFirst().left()).isEqualTo(Duration.ofMinutes(10));
        assertThat(after.states().getFirst().off())
                .isEqualTo(before.states().getFirst().off());

        clock.advance(Duration.ofMinutes(10));
        assertThat(fresh().states()).isEmpty();
    }

    @Test
    void a_date_that_was_set_back_keeps_nothing_off_for_longer_than_was_asked() {
        KillSwitches before = off("links");
        clock.jumpWall(Duration.ofDays(-3));
        assertThat(before.states()).hasSize(1);
        assertThat(fresh().states().getFirst().left()).isEqualTo(QUARTER);
    }

    @Test
    void the_same_target_is_off_once_and_there_are_so_many_at_most() {
        KillSwitches switches = off("poll");
        var again = switches.off(new SwitchTarget(Optional.empty(), Optional.of("poll")), QUARTER, "me", "again");
        assertThat(again).isInstanceOf(KillSwitches.Outcome.Off.class);
        assertThat(switches.states()).hasSize(1);
        for (int i = 1; i < KillSwitches.MAX; i++) {
            var unused =
                    switches.off(new SwitchTarget(Optional.of(TenantId.random()), Optional.empty()), QUARTER, "me", "");
        }
        assertThat(switches.off(new SwitchTarget(Optional.of(TenantId.random()), Optional.empty()), QUARTER, "me", ""))
                .isInstanceOf(KillSwitches.Outcome.TooMany.class);
    }

    @Test
    void a_disk_that_refuses_keeps_nobody_from_switching_off() {
        KillSwitches switches = new KillSwitches(new SwitchFile(folder.resolve("not-there")), clock);
        assertThat(switches.off(new SwitchTarget(Optional.empty(), Optional.of("poll")), QUARTER, "me", ""))
                .isInstanceOfSatisfying(
                        KillSwitches.Outcome.Off.class,
                        off -> assertThat(off.kept()).isFalse());
        assertThat(switches.off(OURS, "poll")).isTrue();
        assertThat(switches.on(switches.states().getFirst().off().id()))
                .hasValueSatisfying(on -> assertThat(on.kept()).isFalse());
        assertThat(switches.off(OURS, "poll")).isFalse();
    }

    @Test
    void an_unreadable_file_switches_nothing_off() throws IOException {
        Files.writeString(folder.resolve("switches.json"), "[{\"id\":\"nonsense\"}]");
        assertThat(fresh().states()).isEmpty();
    }

    @Test
    void everything_at_once_is_no_target() {
        assertThatThrownBy(() -> new SwitchTarget(Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private KillSwitches fresh() {
        return new KillSwitches(new SwitchFile(folder), clock);
    }

    private KillSwitches off(String route) {
        KillSwitches switches = fresh();
        assertThat(switches.off(new SwitchTarget(Optional.empty(), Optional.of(route)), QUARTER, "me", "it hurts"))
                .isInstanceOfSatisfying(
                        KillSwitches.Outcome.Off.class,
                        off -> assertThat(off.kept()).isTrue());
        return switches;
    }
}
