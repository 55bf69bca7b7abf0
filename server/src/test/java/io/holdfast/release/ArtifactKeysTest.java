package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.release.ArtifactKeys.AddOutcome;
import io.holdfast.testing.Race;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.artifact.ManifestSignature;
import io.holdfast.wire.artifact.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArtifactKeysTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Releases releases = new Releases(fleet.transactions());
    private final ArtifactKeys keys = new ArtifactKeys(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_signature_is_verified_whichever_comes_first_key_or_artifact() throws Exception {
        for (String family : List.of("RSA", "EC")) {
            KeyPair pair = pair(family);
            ArtifactId before = signed(family + "-before", pair);
            SigningKeyId key = added(family, pair, 1);
            ArtifactId after = signed(family + "-after", pair);
            Signing verified = new Signing.Signed(
                    family.equals("RSA") ? ManifestSignature.Algorithm.RSA : ManifestSignature.Algorithm.ECDSA,
                    List.of(new Signing.KeyName(key, family)));

            assertThat(signing(before)).isEqualTo(verified);
            assertThat(signing(after)).isEqualTo(verified);
        }
    }

    @Test
    void an_artifact_signed_with_an_unknown_key_is_kept_and_shown_as_such() throws Exception {
        added("ours", pair("EC"), 0);

        ArtifactId theirs = signed("rel", pair("EC"));

        assertThat(signing(theirs)).isEqualTo(new Signing.Signed(ManifestSignature.Algorithm.ECDSA, List.of()));
        assertThat(signing(fleet.release("plain", "X"))).isEqualTo(new Signing.Unsigned());
    }

    @Test
    void a_key_that_is_removed_verifies_nothing_any_more() throws Exception {
        KeyPair pair = pair("EC");
        SigningKeyId key = added("ours", pair, 0);
        ArtifactId artifact = signed("rel", pair);

        assertThat(keys.remove(fleet.stranger(), "request", key)).isFalse();
        assertThat(keys.remove(fleet.caller(), "request", key)).isTrue();
        assertThat(keys.remove(fleet.caller(), "request", key)).isFalse();

        assertThat(keys.list(fleet.tenant())).isEmpty();
        assertThat(signing(artifact)).isEqualTo(new Signing.Signed(ManifestSignature.Algorithm.ECDSA, List.of()));
        added("again", pair, 1);
    }

    @Test
    void a_key_is_there_once_and_of_its_tenant_alone() throws Exception {
        KeyPair pair = pair("EC");

        List<AddOutcome> outcomes = Race.run(8, i -> keys.add(fleet.caller(), "request", "k" + i, key(pair)));

        assertThat(outcomes).filteredOn(AddOutcome.Added.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(AddOutcome.Known.class::isInstance).hasSize(7);
        assertThat(keys.list(fleet.tenant())).hasSize(1);
        assertThat(keys.list(fleet.stranger().tenant())).isEmpty();
        assertThat(keys.add(fleet.stranger(), "request", "theirs", key(pair))).isInstanceOf(AddOutcome.Added.class);
    }

    @Test
    void there_is_a_limit_to_keys() throws Exception {
        for (int i = 0; i < ArtifactKeys.MAX; i++) {
            added("k" + i, pair("EC"), 0);
        }

        assertThat(keys.add(fleet.caller(), "request", "more", key(pair("EC")))).isEqualTo(new AddOutcome.TooMany());
    }

    @Test
    void keys_and_artifacts_that_race_always_find_each_other() throws Exception {
        KeyPair pair = pair("EC");

        Race.run(
                9,
                i -> i == 4
                        ? keys.add(fleet.caller(), "request", "ours", key(pair))
                        : releases.add(fleet.caller(), "request", artifact("rel" + i, pair)));

        assertThat(releases.list(fleet.tenant(), Optional.empty(), 10, 0))
                .hasSize(8)
                .allSatisfy(artifact -> assertThat(artifact.signing())
                        .isInstanceOfSatisfying(
                                Signing.Signed.class,
                                signed -> assertThat(signed.verifiedBy()).hasSize(1)));
    }

    private SigningKeyId added(String name, KeyPair pair, int verified) {
        AddOutcome outcome = keys.add(fleet.caller(), "request", name, key(pair));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AddOutcome.Added.class,
                        added -> assertThat(added.verified()).isEqualTo(verified));
        return ((AddOutcome.Added) outcome).id();
    }

    private Signing signing(ArtifactId id) {
        return releases.find(fleet.tenant(), id).orElseThrow().signing();
    }

    private ArtifactId signed(String name, KeyPair pair) {
        NewArtifact artifact = artifact(name, pair);
        assertThat(releases.add(fleet.caller(), "request", artifact)).isInstanceOf(Releases.AddOutcome.Added.class);
        return artifact.id();
    }

    private static NewArtifact artifact(String name, KeyPair pair) {
        byte[] manifest = name.getBytes(StandardCharsets.UTF_8);
        try {
            boolean rsa = pair.getPublic().getAlgorithm().equals("RSA");
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(manifest);
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
            NewArtifact plain = SmallFleet.artifact(name, "X");
            return new NewArtifact(
                    plain.id(),
                    plain.name(),
                    plain.description(),
                    plain.blob(),
                    plain.size(),
                    plain.sha256(),
                    Optional.of(
                            new ManifestSignature(digest, Base64.getEncoder().encodeToString(signature.sign()))),
                    plain.depends(),
                    plain.contentsJson());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static SigningKey key(KeyPair pair) {
        return SigningKey.fromDer(pair.getPublic().getEncoded());
    }

    private static KeyPair pair(String family) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
        generator.initialize(family.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }
}
