package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.RolloutTerms;
import io.holdfast.release.ArtifactId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.Control;
import io.holdfast.wire.mender.ControlAction;
import io.holdfast.wire.mender.ControlPoint;
import io.holdfast.wire.mender.UpdateControlMap;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an earlier version stored is read by this one: a node that starts while the database is away has nothing else. */
class StoredRolloutTest {
    private static final UpdateControlMap PAUSE =
            new UpdateControlMap(1, new TreeMap<>(Map.of(ControlPoint.COMMIT, Control.of(ControlAction.PAUSE))));

    @Test
    void terms_are_read_back() {
        for (Optional<UpdateControlMap> map : List.of(Optional.<UpdateControlMap>empty(), Optional.of(PAUSE))) {
            for (int chars : new int[] {-1, 0, 1, 4_000}) {
                RolloutTerms terms = terms(map, configuration(chars));

                assertThat(StoredRollout.terms(StoredRollout.terms(terms))).isEqualTo(terms);
            }
        }
    }

    @Test
    void terms_of_earlier_forms_have_no_map_no_limit_and_no_configuration() {
        byte[] now = StoredRollout.terms(terms(Optional.empty()));
        // A length of four bytes.
        int fourth = now.length - 4;
        // The kind's name and its length, a number, a flag.
        int third = fourth - (2 + "unlimited".length() + 4 + 1);
        // An empty text, which is its length in two bytes.
        int second = third - 2;
        int[] lengths = {0, 0, second, third, fourth};
        for (int form = 4; form >= 2; form--) {
            byte[] then = Arrays.copyOf(now, lengths[form]);
            then[0] = (byte) form;

            assertThat(StoredRollout.terms(then)).isEqualTo(StoredRollout.terms(now));
        }
    }

    @Test
    void terms_of_a_later_form_or_cut_off_are_refused() {
        byte[] bytes = StoredRollout.terms(terms(Optional.of(PAUSE), configuration(3)));
        byte[] later = bytes.clone();
        later[0]++;

        assertThatThrownBy(() -> StoredRollout.terms(later)).isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StoredRollout.terms(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Fifteen values of so many characters; fewer than none is no configuration. */
    private static Optional<FrozenConfiguration> configuration(int chars) {
        TreeMap<String, String> entries = new TreeMap<>();
        for (int i = 0; i < 15 && chars > 0; i++) {
            entries.put("k" + i, "v".repeat(chars));
        }
        return chars < 0 ? Optional.empty() : Optional.of(FrozenConfiguration.of(new Configuration(entries)));
    }

    private static RolloutTerms terms(Optional<UpdateControlMap> map) {
        return terms(map, Optional.empty());
    }

    private static RolloutTerms terms(Optional<UpdateControlMap> map, Optional<FrozenConfiguration> configuration) {
        ImageArtifact artifact = new ImageArtifact(
                ArtifactId.random(), "rel", List.of("X", "Y"), "0".repeat(32), 4096, Map.of("k", List.of("a", "b")));
        return new RolloutTerms(
                TenantId.random(),
                DeploymentId.random(),
                "rel",
                true,
                Instant.ofEpochSecond(7, 9_000),
                Map.of("X", List.of(artifact)),
                map,
                map.isPresent() ? new FailureLimit.HoldAfter(3) : FailureLimit.unlimited(),
                map.isPresent(),
                configuration);
    }
}
