package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentStanding;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.TargetTally;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentTextsTest {
    @ParameterizedTest
    @CsvSource({
        "success,                           Finished,               GOOD",
        "already-installed,                 Finished,               GOOD",
        "success noartifact decommissioned, Finished,               GOOD",
        "success failure,                   Finished with failures, WAITING",
        "already-installed failure,         Finished with failures, WAITING",
        "failure,                           Failed,                 BAD",
        "failure noartifact,                Failed,                 BAD",
        "noartifact,                        Reached no device,      WAITING",
        "decommissioned,                    Reached no device,      WAITING"
    })
    void what_has_ended_says_whether_it_went_well(String statuses, String text, String tone) {
        Map<String, Integer> counts =
                Arrays.stream(statuses.split(" ")).collect(Collectors.toMap(status -> status, status -> 1));
        Deployment ended = deployment(DeploymentStanding.FINISHED, FailureLimit.unlimited(), counts);

        assertThat(DeploymentTexts.chip(ended).text()).isEqualTo(text);
        assertThat(DeploymentTexts.chip(ended).tone()).hasToString(tone);
    }

    @ParameterizedTest
    @CsvSource({"1, In progress", "2, Held: failure limit reached", "3, Held: failure limit reached"})
    void what_failed_too_often_says_that_it_is_held(int failures, String text) {
        Deployment running = deployment(
                DeploymentStanding.ACTIVE, new FailureLimit.HoldAfter(2), Map.of("failure", failures, "pending", 5));

        assertThat(DeploymentTexts.chip(running).text()).isEqualTo(text);
    }

    private static Deployment deployment(DeploymentStanding standing, FailureLimit limit, Map<String, Integer> counts) {
        return new Deployment(
                new DeploymentId(UUID.randomUUID()),
                "d",
                "r",
                false,
                false,
                Optional.empty(),
                0,
                Optional.empty(),
                limit,
                Optional.empty(),
                standing,
                counts.size(),
                Instant.EPOCH,
                standing == DeploymentStanding.ACTIVE ? Optional.empty() : Optional.of(Instant.EPOCH),
                List.of(),
                new TargetTally(counts, 0));
    }
}
