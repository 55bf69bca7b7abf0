package io.holdfast.rollout;

import static io.holdfast.edge.image.RolloutSamples.device;
import static io.holdfast.edge.image.RolloutSamples.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageRollout;
import io.holdfast.edge.image.RolloutSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The matrix of one rollout, and what several do to each other. */
class NextUpdateTest {
    private static final int ME = 7;
    private static final NextUpdate.Guard OPEN = (rollout, device) -> true;
    private static final NextUpdate.Guard SHUT = (rollout, device) -> false;

    private static final List<Boolean> BOTH = List.of(true, false);

    @Test
    void one_rollout_is_offered_only_to_a_target_that_lacks_it_and_has_a_fitting_artifact() {
        List<String> offered = new ArrayList<>();
        for (boolean flagged : BOTH) {
            for (boolean awaited : BOTH) {
                for (boolean runsIt : BOTH) {
                    for (boolean forced : BOTH) {
                        for (boolean fits : BOTH) {
                            for (boolean allowed : BOTH) {
                                ImageRollout rollout = rollout("rel", forced, List.of("X"), awaited ? ME : ME + 1);
                                NextUpdate next = NextUpdate.of(
                                        device(ME, flagged),
                                        List.of(rollout),
                                        DeviceSoftware.named(runsIt ? "rel" : "old", fits ? "X" : "Y"),
                                        allowed ? OPEN : SHUT);

                                boolean asked = flagged && awaited;
                                boolean already = asked && runsIt && !forced;
                                boolean noArtifact = asked && !already && !fits;
                                boolean offer = asked && !already && fits && allowed;
                                assertThat(next.offer() instanceof NextUpdate.Offer.Install)
                                        .isEqualTo(offer);
                                assertThat(next.facts())
                                        .isEqualTo(
                                                already
                                                        ? List.of(new NextUpdate.Fact.AlreadyInstalled(rollout.id()))
                                                        : noArtifact
                                                                ? List.of(new NextUpdate.Fact.NoArtifact(rollout.id()))
                                                                : List.of());
                                if (offer) {
                                    offered.add("");
                                }
                            }
                        }
                    }
                }
            }
        }
        // Not running it, forced or not: 2; running it: forced only.
        assertThat(offered).hasSize(3);
    }

    @Test
    void a_configuration_is_offered_to_a_target_of_any_type_and_says_that_it_runs_already_by_its_name() {
        for (boolean awaited : BOTH) {
            for (boolean runsIt : BOTH) {
                for (boolean allowed : BOTH) {
                    ImageRollout rollout = RolloutSamples.configuration("conf", awaited ? ME : ME + 1);
                    NextUpdate next = NextUpdate.of(
                            device(ME, true),
                            List.of(rollout),
                            DeviceSoftware.named(runsIt ? "conf" : "old", "any"),
                            allowed ? OPEN : SHUT);

                    assertThat(next.offer() instanceof NextUpdate.Offer.Configure)
                            .isEqualTo(awaited && !runsIt && allowed);
                    assertThat(next.facts())
                            .isEqualTo(
                                    awaited && runsIt
                                            ? List.of(new NextUpdate.Fact.AlreadyInstalled(rollout.id()))
                                            : List.of());
                }
            }
        }
    }

    @Test
    void the_oldest_that_has_something_is_offered_and_what_was_passed_over_is_noted() {
        ImageRollout already = rollout("now", false, List.of("X"), ME);
        ImageRollout foreign = rollout("other", false, List.of("Y"), ME);
        ImageRollout notMine = rollout("not-mine", false, List.of("X"), ME + 1);
        ImageRollout wanted = rollout("rel", false, List.of("X"), ME);
        ImageRollout later = rollout("later", false, List.of("Y"), ME);

        NextUpdate next = NextUpdate.of(
                device(ME, true),
                List.of(already, foreign, notMine, wanted, later),
                DeviceSoftware.named("now", "X"),
                OPEN);

        assertThat(next.offer())
                .isInstanceOfSatisfying(
                        NextUpdate.Offer.Install.class,
                        install -> assertThat(install.rollout()).isSameAs(wanted));
        assertThat(next.facts())
                .containsExactly(
                        new NextUpdate.Fact.AlreadyInstalled(already.id()),
                        new NextUpdate.Fact.NoArtifact(foreign.id()));
    }

    @Test
    void a_rollout_held_back_holds_back_those_behind_it() {
        ImageRollout held = rollout("rel", false, List.of("X"), ME);
        ImageRollout later = rollout("later", false, List.of("X"), ME);

        NextUpdate next = NextUpdate.of(
                device(ME, true),
                List.of(held, later),
                DeviceSoftware.named("old", "X"),
                (rollout, device) -> rollout == later);

        assertThat(next.offer()).isEqualTo(new NextUpdate.Offer.Nothing());
    }

    @Test
    void of_several_artifacts_the_most_particular_that_the_device_meets_is_offered() {
        Map<String, List<String>> none = Map.of();
        Map<String, List<String>> checksum = Map.of("rootfs-image.checksum", List.of("aa", "bb"));
        Map<String, List<String>> both =
                Map.of("rootfs-image.checksum", List.of("aa"), "artifact_group", List.of("lab"));
        for (boolean whole : BOTH) {
            for (String sum : List.of("", "aa", "bb", "cc")) {
                for (String group : List.of("", "lab", "field")) {
                    ImageRollout rollout = RolloutSamples.choices(
                            "rel", whole ? List.of(none, checksum, both) : List.of(both, checksum), ME);
                    Map<String, String> provides = new HashMap<>(Map.of("artifact_name", "old", "device_type", "X"));
                    Map.of("rootfs-image.checksum", sum, "artifact_group", group)
                            .forEach((key, value) -> {
                                if (!value.isEmpty()) {
                                    provides.put(key, value);
                                }
                            });

                    NextUpdate next = NextUpdate.of(
                            device(ME, true), List.of(rollout), new DeviceSoftware("old", "X", () -> provides), OPEN);

                    int expected = sum.equals("aa") && group.equals("lab")
                            ? 2
                            : sum.equals("aa") || sum.equals("bb") ? 1 : whole ? 0 : -1;
                    int offered = next.offer() instanceof NextUpdate.Offer.Install install
                            ? install.artifact().depends().size()
                            : -1;
                    assertThat(offered).as(sum + " " + group).isEqualTo(expected);
                    assertThat(next.facts())
                            .isEqualTo(
                                    expected < 0 ? List.of(new NextUpdate.Fact.NoArtifact(rollout.id())) : List.of());
                }
            }
        }
    }

    @Test
    void what_a_device_provides_is_not_read_where_no_artifact_asks_for_it() {
        ImageRollout rollout = rollout("rel", false, List.of("X"), ME);
        DeviceSoftware runs = new DeviceSoftware("old", "X", () -> {
            throw new AssertionError("read");
        });

        assertThat(NextUpdate.of(device(ME, true), List.of(rollout), runs, OPEN).offer())
                .isInstanceOf(NextUpdate.Offer.Install.class);
    }

    @Test
    void the_same_question_has_the_same_answer() {
        List<ImageRollout> rollouts =
                List.of(rollout("now", false, List.of("X"), ME), rollout("rel", false, List.of("X"), ME));
        var device = device(ME, true);

        assertThat(NextUpdate.of(device, rollouts, DeviceSoftware.named("now", "X"), OPEN))
                .isEqualTo(NextUpdate.of(device, rollouts, DeviceSoftware.named("now", "X"), OPEN));
    }

    @Test
    void without_the_feed_only_what_began_goes_on() {
        boolean[] fresh = {true};
        OfferGuard guard = new OfferGuard(() -> fresh[0], rollout -> false);
        ImageRollout rollout = rollout("rel", false, List.of("X"), 1, 2);
        guard.mayOffer(rollout, device(1, true));

        fresh[0] = false;

        assertThat(guard.mayOffer(rollout, device(1, true))).isTrue();
        assertThat(guard.mayOffer(rollout, device(2, true))).isFalse();
        assertThat(guard.mayOffer(rollout("other", false, List.of("X"), 1), device(1, true)))
                .isFalse();
        fresh[0] = true;
        assertThat(guard.mayOffer(rollout, device(2, true))).isTrue();
    }
}
