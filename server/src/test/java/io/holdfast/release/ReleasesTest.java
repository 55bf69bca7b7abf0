package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.release.Releases.AddOutcome;
import io.holdfast.release.Releases.RemoveOutcome;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.Deployments.CreateOutcome;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.Targets;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleasesTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Releases releases = new Releases(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({
        "rel, X, rel, X, true",
        "rel, X, rel, Y, false",
        "rel, X, other, X, false",
        "rel, X Y, rel, Y Z, true",
        "rel, Y Z, rel, X Y, true",
        "rel, X Y, rel, Z, false",
        "rel, X, REL, X, false",
        "rel, X, rel, x, false"
    })
    void one_artifact_serves_a_release_on_a_device_type(
            String name, String types, String otherName, String otherTypes, boolean taken) {
        ArtifactId first = fleet.release(name, types.split(" "));
        NewArtifact second = SmallFleet.artifact(otherName, otherTypes.split(" "));

        AddOutcome outcome = releases.add(fleet.caller(), "request", second);

        if (taken) {
            assertThat(outcome).isInstanceOfSatisfying(AddOutcome.Taken.class, refused -> {
                assertThat(refused.by()).isEqualTo(first);
                assertThat(List.of(types.split(" "))).contains(refused.deviceType());
            });
            assertThat(count("artifact")).isEqualTo(1);
            assertThat(count("artifact_device_type")).isEqualTo(types.split(" ").length);
            assertThat(count("audit_event")).isEqualTo(1);
        } else {
            assertThat(outcome).isEqualTo(new AddOutcome.Added(second.id()));
        }
    }

    @Test
    void tenants_do_not_stand_in_each_others_way() {
        fleet.release("rel", "X");
        NewArtifact theirs = SmallFleet.artifact("rel", "X");

        assertThat(releases.add(fleet.stranger(), "request", theirs)).isEqualTo(new AddOutcome.Added(theirs.id()));
        assertThat(releases.find(fleet.tenant(), theirs.id())).isEmpty();
        assertThat(releases.remove(fleet.caller(), "request", theirs.id())).isEqualTo(new RemoveOutcome.Unknown());
        assertThat(releases.list(fleet.tenant(), Optional.empty(), 10, 0)).hasSize(1);
        assertThat(releases.count(fleet.tenant(), Optional.empty())).isEqualTo(1);
    }

    @Test
    void of_many_uploads_of_one_release_and_type_at_once_one_wins() {
        List<AddOutcome> outcomes = Race.run(
                16,
                i -> releases.add(
                        fleet.caller(),
                        "request",
                        i % 2 == 0 ? SmallFleet.artifact("rel", "X", "Y") : SmallFleet.artifact("rel", "Y", "X", "Z")));

        List<AddOutcome> won =
                outcomes.stream().filter(AddOutcome.Added.class::isInstance).toList();
        assertThat(won).hasSize(1);
        ArtifactId winner = ((AddOutcome.Added) won.getFirst()).id();
        assertThat(outcomes).allSatisfy(outcome -> {
            if (outcome instanceof AddOutcome.Taken taken) {
                assertThat(taken.by()).isEqualTo(winner);
            }
        });
        assertThat(count("artifact")).isEqualTo(1);
    }

    @Test
    void an_artifact_in_an_active_deployment_is_kept_and_one_of_an_ended_deployment_is_not() {
        ArtifactId artifact = fleet.release("rel", "X");
        fleet.devices(1);
        Deployments deployments = new Deployments(fleet.transactions());
        CreateOutcome made = deployments
                .create(fleet.caller(), "request", new NewDeployment("d", "rel", new Targets.AllAccepted(), false))
                .value();

        assertThat(releases.remove(fleet.caller(), "request", artifact))
                .isInstanceOfSatisfying(
                        RemoveOutcome.InUse.class,
                        used -> assertThat(used.by())
                                .singleElement()
                                .satisfies(use -> assertThat(use.deployment())
                                        .isEqualTo(((CreateOutcome.Created) made)
                                                .id()
                                                .value())));
        assertThat(releases.find(fleet.tenant(), artifact)).isPresent();

        deployments.abort(fleet.caller(), "request", ((CreateOutcome.Created) made).id());
        assertThat(releases.remove(fleet.caller(), "request", artifact)).isInstanceOf(RemoveOutcome.Removed.class);
        assertThat(releases.find(fleet.tenant(), artifact)).isEmpty();
        assertThat(count("artifact_device_type")).isZero();
    }

    @Test
    void a_deletion_and_a_deployment_at_once_never_leave_a_deployment_without_its_artifact() {
        fleet.devices(1);
        Deployments deployments = new Deployments(fleet.transactions());
        for (int round = 0; round < 10; round++) {
            String name = "rel" + round;
            ArtifactId artifact = fleet.release(name, "X");

            List<Object> outcomes = Race.run(
                    2,
                    i -> i == 0
                            ? releases.remove(fleet.caller(), "request", artifact)
                            : deployments
                                    .create(
                                            fleet.caller(),
                                            "request",
                                            new NewDeployment("d", name, new Targets.AllAccepted(), false))
                                    .value());

            assertThat(outcomes.getFirst() instanceof RemoveOutcome.Removed)
                    .isEqualTo(outcomes.getLast() instanceof CreateOutcome.NoSuchRelease);
        }
        assertThat(fleet.database().number("""
                select count(*) from deployment_artifact u where not exists (
                    select 1 from artifact a where a.tenant_id = u.tenant_id and a.artifact_id = u.artifact_id)
                """)).isZero();
    }

    @Test
    void an_artifact_is_deleted_once_and_its_name_is_free_again() {
        NewArtifact artifact = SmallFleet.artifact("rel", "X");
        releases.add(fleet.caller(), "request", artifact);

        List<RemoveOutcome> outcomes = Race.run(6, i -> releases.remove(fleet.caller(), "request", artifact.id()));

        assertThat(outcomes)
                .containsOnlyOnce(new RemoveOutcome.Removed(artifact.blob()))
                .contains(new RemoveOutcome.Unknown());
        fleet.release("rel", "X");
    }

    @Test
    void what_was_uploaded_is_listed_newest_first_and_by_name() {
        fleet.release("b", "X");
        fleet.release("a", "Y", "X");
        fleet.release("b", "Y");

        assertThat(releases.list(fleet.tenant(), Optional.empty(), 10, 0))
                .extracting(Artifact::name)
                .containsExactly("b", "a", "b");
        assertThat(releases.list(fleet.tenant(), Optional.of("a"), 10, 0))
                .singleElement()
                .satisfies(artifact -> assertThat(artifact.deviceTypes()).containsExactly("X", "Y"));
        assertThat(releases.list(fleet.tenant(), Optional.empty(), 1, 1)).hasSize(1);
        assertThat(releases.count(fleet.tenant(), Optional.of("b"))).isEqualTo(2);
    }

    @Test
    void a_description_is_changed_for_its_own_tenant_only() {
        ArtifactId artifact = fleet.release("rel", "X");

        assertThat(releases.describe(fleet.stranger(), "request", artifact, "theirs"))
                .isFalse();
        assertThat(releases.describe(fleet.caller(), "request", artifact, "mine"))
                .isTrue();
        assertThat(releases.find(fleet.tenant(), artifact).orElseThrow().description())
                .isEqualTo("mine");
    }

    private long count(String table) {
        return fleet.database().number("select count(*) from " + table);
    }
}
