package io.holdfast.wire.mender;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.wire.json.MalformedInput;
import java.util.Arrays;

/** Whatever a device asks with is a request or refused. The inputs beside it are tried in every build; JAZZER_FUZZ=1 looks for more. */
class AuthRequestFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void whatever_a_device_asks_with_is_a_request_or_refused(byte[] body) {
        AuthRequest request;
        try {
            request = AuthRequest.parse(body);
        } catch (MalformedInput refused) {
            if (refused.code().isBlank() || refused.sentence().isBlank()) {
                throw new AssertionError("a refusal that says nothing");
            }
            return;
        }
        DevicePublicKey key = request.publicKey();
        if (!DevicePublicKey.fromDer(key.der()).equals(key)
                || !DevicePublicKey.parse(key.pem()).equals(key)) {
            throw new AssertionError("a key that is another one when it is read again");
        }
        if (!Arrays.equals(
                request.identity().sha256(),
                IdentityData.parse(request.identity().canonicalJson()).sha256())) {
            throw new AssertionError("an identity that is another one when it is read again");
        }
        if (key.verifies(body, new byte[256])) {
            throw new AssertionError("a signature of zeros");
        }
    }
}
