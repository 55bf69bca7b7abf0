package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.Targets;
import io.holdfast.testing.FormCall;
import io.holdfast.web.DeploymentDraft.Wanted;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentDraftTest {
    private static final DeviceId ONE = DeviceId.random();
    private static final DeviceId TWO = DeviceId.random();

    @Test
    void a_form_is_read_as_it_was_filled_in() {
        DeploymentDraft draft = DeploymentDraft.of(FormCall.of(
                "name=+spring+&release=r+1&targets=these&force=on&device=" + ONE + "&device=" + TWO + "&others=x"));

        assertThat(draft)
                .isEqualTo(
                        new DeploymentDraft("spring", "r 1", false, true, Set.of(ONE.toString(), TWO.toString()), "x"));
        assertThat(DeploymentDraft.of(FormCall.of("")))
                .isEqualTo(new DeploymentDraft("", "", false, false, Set.of(), ""));
    }

    @Test
    void all_devices_are_all_whatever_else_is_ticked_or_typed() {
        assertThat(draft(true, Set.of("no id"), "no id either").targets())
                .isEqualTo(new Wanted.Good(new Targets.AllAccepted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", "; ", "\n", "\t,\r\n "})
    void ids_are_typed_with_whatever_between_them_and_each_counts_once(String between) {
        String others = between + TWO + between + ONE + between + TWO + between;
        assertThat(draft(false, Set.of(ONE.toString()), others).targets())
                .isEqualTo(new Wanted.Good(new Targets.These(List.of(ONE, TWO))));
    }

    @Test
    void nobody_is_told_as_such() {
        assertThat(draft(false, Set.of(), " ,\n").targets()).isEqualTo(new Wanted.Nobody());
        assertThat(draft(false, Set.of(""), "").targets()).isEqualTo(new Wanted.Nobody());
    }

    @Test
    void what_is_no_id_is_shown_and_not_at_any_length() {
        assertThat(draft(false, Set.of(), ONE + " kitchen").targets()).isEqualTo(new Wanted.NotAnId("kitchen"));
        assertThat(draft(false, Set.of(), "x".repeat(1_000)).targets()).isEqualTo(new Wanted.NotAnId("x".repeat(40)));
    }

    @Test
    void more_than_one_deployment_takes_are_too_many() {
        String most = ids(Targets.These.MAX);
        assertThat(draft(false, Set.of(), most).targets()).isInstanceOf(Wanted.Good.class);
        assertThat(draft(false, Set.of(ONE.toString()), most).targets()).isEqualTo(new Wanted.TooMany());
    }

    private static String ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> DeviceId.random().toString())
                .collect(Collectors.joining("\n"));
    }

    private static DeploymentDraft draft(boolean all, Set<String> ticked, String others) {
        return new DeploymentDraft("name", "release", all, false, ticked, others);
    }
}
