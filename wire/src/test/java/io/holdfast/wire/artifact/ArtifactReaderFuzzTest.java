package io.holdfast.wire.artifact;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Whatever is uploaded is an artifact or refused. The inputs beside it are tried in every build; JAZZER_FUZZ=1 looks for more. */
class ArtifactReaderFuzzTest {
    // Small, so that a bomb is refused long before the fuzzer's time for one input is over.
    private static final ArtifactLimits LIMITS = new ArtifactLimits(1 << 20, 4 << 20, 100, 1 << 20, 1 << 18, 100);

    @FuzzTest(maxDuration = "30s")
    void whatever_is_uploaded_is_an_artifact_or_refused(byte[] upload) throws IOException {
        ArtifactInfo info;
        try {
            info = ArtifactReader.read(new ByteArrayInputStream(upload), LIMITS);
        } catch (ArtifactRefused refused) {
            if (!refused.code().startsWith("artifact.") || refused.sentence().isBlank()) {
                throw new AssertionError("a refusal that says nothing: " + refused.code());
            }
            return;
        }
        if (info.size() != upload.length
                || info.name().isEmpty()
                || info.deviceTypes().isEmpty()) {
            throw new AssertionError("an artifact without a name, a device type or its size");
        }
    }
}
