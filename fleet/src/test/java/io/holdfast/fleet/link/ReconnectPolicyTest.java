package io.holdfast.fleet.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each policy on a clock that is carried on by hand: a link is lost at 0 and every try fails. */
class ReconnectPolicyTest {
    private static final int SEEDS = 200;

    /** The waits before the first {@code tries} tries. */
    private static List<Duration> waits(ReconnectPolicy policy, int tries, Dice dice) {
        List<Duration> waits = new ArrayList<>();
        Setback setback = Setback.lost();
        for (int i = 0; i < tries; i++) {
            Duration wait = policy.waitBefore(setback, dice);
            waits.add(wait);
            setback = setback.failedAfter(wait);
        }
        return waits;
    }

    private static List<Long> seconds(ReconnectPolicy policy, int tries) {
        return waits(policy, tries, Dice.seeded(1)).stream()
                .map(Duration::toSeconds)
                .toList();
    }

    private static Stream<Dice> manyDice() {
        return IntStream.range(0, SEEDS).mapToObj(Dice::seeded);
    }

    private static long triesWithin(ReconnectPolicy policy, Duration outage, Dice dice) {
        Duration clock = Duration.ZERO;
        Setback setback = Setback.lost();
        long tries = 0;
        while (true) {
            Duration wait = policy.waitBefore(setback, dice);
            clock = clock.plus(wait);
            if (clock.compareTo(outage) > 0) {
                return tries;
            }
            tries++;
            setback = setback.failedAfter(wait);
        }
    }

    @Test
    void mender_connect_2_1_tries_every_five_seconds_and_asks_again_after_ten_tries() {
        manyDice().forEach(dice -> {
            List<Duration> waits = waits(new ReconnectPolicy.MenderConnect21(), 21, dice);

            assertThat(waits.getFirst()).isZero();
            assertThat(waits.subList(1, 10)).containsOnly(Duration.ofSeconds(5));
            assertThat(waits.get(10)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
            assertThat(waits.subList(11, 20)).containsOnly(Duration.ofSeconds(5));
            assertThat(waits.get(20)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        });
    }

    @Test
    void mender_connect_3_0_doubles_from_a_second_every_three_tries_up_to_half_an_hour_with_five_seconds_of_jitter() {
        List<Integer> least = List.of(0, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 16);
        manyDice().forEach(dice -> {
            List<Duration> waits = waits(new ReconnectPolicy.MenderConnect30(), 60, dice);

            assertThat(waits.getFirst()).isZero();
            for (int i = 1; i < least.size(); i++) {
                Duration from = Duration.ofSeconds(least.get(i));
                assertThat(waits.get(i)).isBetween(from, from.plusSeconds(5));
            }
            assertThat(waits.subList(40, 60))
                    .allSatisfy(wait ->
                            assertThat(wait).isBetween(Duration.ofMinutes(30), Duration.ofSeconds(30 * 60 + 5)));
        });
    }

    @Test
    void mender_connect_3_0_makes_about_26_tries_in_an_outage_of_24_minutes() {
        assertThat(manyDice()
                        .mapToLong(dice ->
                                triesWithin(new ReconnectPolicy.MenderConnect30(), Duration.ofMinutes(24), dice))
                        .average()
                        .orElseThrow())
                .isBetween(23.0, 27.0);
    }

    @Test
    void info_beamer_waits_anywhere_in_a_span_that_grows_from_one_minute_to_six() {
        List<Integer> most = List.of(60, 120, 240, 360, 360, 360);
        for (int i = 0; i < most.size(); i++) {
            int place = i;
            List<Duration> seen = manyDice()
                    .map(dice -> waits(new ReconnectPolicy.InfoBeamer(), most.size(), dice)
                            .get(place))
                    .toList();

            Duration span = Duration.ofSeconds(most.get(i));
            assertThat(seen).allSatisfy(wait -> assertThat(wait).isBetween(Duration.ZERO, span));
            assertThat(seen).anySatisfy(wait -> assertThat(wait).isLessThan(span.dividedBy(10)));
            assertThat(seen)
                    .anySatisfy(wait ->
                            assertThat(wait).isGreaterThan(span.multipliedBy(9).dividedBy(10)));
        }
    }

    @Test
    void info_beamer_makes_about_ten_tries_in_an_outage_of_24_minutes() {
        assertThat(manyDice()
                        .mapToLong(dice -> triesWithin(new ReconnectPolicy.InfoBeamer(), Duration.ofMinutes(24), dice))
                        .average()
                        .orElseThrow())
                .isBetween(9.0, 12.0);
    }

    @Test
    void balena_waits_five_seconds_five_times_and_then_doubles_to_five_minutes_without_jitter() {
        assertThat(seconds(new ReconnectPolicy.Balena(), 13))
                .containsExactly(5L, 5L, 5L, 5L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void decorrelated_jitter_stays_within_three_times_the_last_wait_and_5_to_300_seconds() {
        manyDice().forEach(dice -> {
            Duration last = Duration.ofSeconds(5);
            for (Duration wait : waits(new ReconnectPolicy.Decorrelated(), 40, dice)) {
                Duration most = last.multipliedBy(3);
                assertThat(wait)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(5))
                        .isLessThanOrEqualTo(
                                most.compareTo(Duration.ofSeconds(300)) < 0 ? most : Duration.ofSeconds(300));
                last = wait;
            }
        });
    }

    @Test
    void the_uncooperative_one_comes_ten_times_a_second_whatever_it_is_told() {
        ReconnectPolicy deaf = new ReconnectPolicy.Uncooperative();

        assertThat(waits(deaf, 100, Dice.seeded(1))).containsOnly(Duration.ofMillis(100));
        assertThat(deaf.waitBefore(Setback.lost().hinting(Duration.ofMinutes(5)), Dice.seeded(1)))
                .isEqualTo(Duration.ofMillis(100));
    }

    static Stream<ReconnectPolicy> clients() {
        return Stream.of(
                new ReconnectPolicy.MenderConnect21(),
                new ReconnectPolicy.MenderConnect30(),
                new ReconnectPolicy.InfoBeamer(),
                new ReconnectPolicy.Balena(),
                new ReconnectPolicy.Decorrelated(),
                new ReconnectPolicy.Uncooperative());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void clients_of_the_field_are_deaf_to_hints_and_obedient_ones_come_in_the_second_named(ReconnectPolicy policy) {
        Setback told = Setback.lost().failedAfter(Duration.ofSeconds(5)).hinting(Duration.ofSeconds(17));
        Setback untold = new Setback(told.failedTries(), told.lastWait(), Optional.empty());

        assertThat(policy.waitBefore(told, Dice.seeded(7))).isEqualTo(policy.waitBefore(untold, Dice.seeded(7)));
        assertThat(policy.obedient().waitBefore(told, Dice.seeded(7)))
                .isBetween(Duration.ofSeconds(17), Duration.ofSeconds(18));
        assertThat(policy.obedient().waitBefore(untold, Dice.seeded(7)))
                .isEqualTo(policy.waitBefore(untold, Dice.seeded(7)));
    }

    @Test
    void a_mix_gives_each_its_share() {
        ReconnectPolicy fixed = new ReconnectPolicy.MenderConnect21();
        ReconnectPolicy wild = new ReconnectPolicy.Uncooperative();

        assertThat(IntStream.range(0, 6)
                        .mapToObj(ReconnectPolicy.mix(fixed, fixed, wild)::apply)
                        .toList())
                .containsExactly(fixed, fixed, wild, fixed, fixed, wild);
    }
}
