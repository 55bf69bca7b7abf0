package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.database.Query;
import io.holdfast.release.Releases.AddOutcome;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Artifacts of one release that differ in what they depend on. */
class ArtifactClaimsTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Releases releases = new Releases(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "device_type=X, device_type=X artifact_name=old, false",
        "device_type=X artifact_name=old, device_type=X, false",
        "device_type=X artifact_name=old, device_type=X artifact_name=older, false",
        "device_type=X artifact_name=old, device_type=X artifact_name=old, true",
        "device_type=X|Y artifact_name=a|b, device_type=Y|Z artifact_name=b|c, true",
        "device_type=X|Y artifact_name=a|b, device_type=Z artifact_name=b|c, false",
        "device_type=X artifact_name=a, device_type=X artifact_group=a, false",
        "device_type=X artifact_name=a artifact_group=g, device_type=X artifact_name=a, false"
    })
    void two_overlap_when_they_have_a_combination_in_common(String first, String second, boolean overlap) {
        ArtifactId there = added(artifact(first));

        AddOutcome outcome = releases.add(fleet.caller(), "request", artifact(second));

        if (overlap) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            AddOutcome.Taken.class,
                            taken -> assertThat(taken.by()).isEqualTo(there));
            assertThat(fleet.database().number("select count(*) from artifact")).isEqualTo(1);
            assertThat(fleet.database().number("select count(distinct artifact_id) from artifact_claim"))
                    .isEqualTo(1);
        } else {
            assertThat(outcome).isInstanceOf(AddOutcome.Added.class);
        }
    }

    @Test
    void the_least_particular_artifact_stands_for_its_device_type_until_it_is_deleted() {
        ArtifactId delta = added(artifact("device_type=X|Y artifact_name=old"));
        assertThat(standing("X")).hasValue(delta);

        ArtifactId whole = added(artifact("device_type=X"));
        assertThat(standing("X")).hasValue(whole);
        assertThat(standing("Y")).hasValue(delta);

        releases.remove(fleet.caller(), "request", whole);
        assertThat(standing("X")).hasValue(delta);

        releases.remove(fleet.caller(), "request", delta);
        assertThat(standing("X")).isEmpty();
        assertThat(fleet.database().number("select count(*) from artifact_claim"))
                .isZero();
        assertThat(fleet.database().number("select count(*) from artifact_device_type"))
                .isZero();
    }

    @Test
    void every_device_type_of_an_artifact_is_shown_whoever_stands_for_it() {
        ArtifactId delta = added(artifact("device_type=X|Y artifact_name=old"));
        added(artifact("device_type=X|Y"));

        assertThat(releases.find(fleet.tenant(), delta).orElseThrow().deviceTypes())
                .containsExactly("X", "Y");
    }

    @Test
    void an_artifact_that_an_older_node_put_on_record_keeps_its_device_types() {
        ArtifactId before = added(artifact("device_type=X"));
        Query.on(fleet.database().connection(), "delete from artifact_claim").update();

        assertThat(releases.add(fleet.caller(), "request", artifact("device_type=Y|X")))
                .isInstanceOfSatisfying(
                        AddOutcome.Taken.class,
                        taken -> assertThat(taken).isEqualTo(new AddOutcome.Taken("rel", "X", before)));
    }

    @Test
    void of_racing_uploads_that_overlap_pairwise_those_on_record_never_do() {
        List<NewArtifact> racers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            racers.add(artifact("device_type=X artifact_name=n" + i + "|n" + (i + 1) % 12));
        }

        List<AddOutcome> outcomes = Race.run(12, i -> releases.add(fleet.caller(), "request", racers.get(i)));

        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if (outcomes.get(i) instanceof AddOutcome.Added) {
                taken.addAll(racers.get(i).depends().getOrDefault("artifact_name", List.of()));
            }
        }
        assertThat(taken).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void an_artifact_with_too_many_combinations_is_refused() {
        Map<String, List<String>> depends = Map.of(
                "device_type", List.of("X"),
                "a",
                        java.util.stream.IntStream.range(0, 40)
                                .mapToObj(Integer::toString)
                                .toList(),
                "b",
                        java.util.stream.IntStream.range(0, 40)
                                .mapToObj(Integer::toString)
                                .toList());

        assertThat(releases.add(fleet.caller(), "request", artifact(depends)))
                .isEqualTo(new AddOutcome.TooManyCombinations(Claim.MAX));
    }

    private Optional<ArtifactId> standing(String type) {
        return Query.on(
                        fleet.database().connection(),
                        "select artifact_id from artifact_device_type where name = 'rel' and device_type = ?")
                .with(type)
                .first(row -> new ArtifactId(Query.uuid(row, "artifact_id")));
    }

    private ArtifactId added(NewArtifact artifact) {
        assertThat(releases.add(fleet.caller(), "request", artifact)).isEqualTo(new AddOutcome.Added(artifact.id()));
        return artifact.id();
    }

    private static NewArtifact artifact(String spelled) {
        Map<String, List<String>> depends = new TreeMap<>();
        for (String each : spelled.split(" ")) {
            String[] pair = each.split("=");
            depends.put(pair[0], List.of(pair[1].split("\\|")));
        }
        return artifact(depends);
    }

    private static NewArtifact artifact(Map<String, List<String>> depends) {
        return new NewArtifact(
                ArtifactId.random(), "rel", "", BlobKey.random(), 1, new byte[32], Optional.empty(), depends, "{}");
    }
}
