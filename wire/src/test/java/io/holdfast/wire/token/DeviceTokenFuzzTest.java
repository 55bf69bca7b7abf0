package io.holdfast.wire.token;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** No text but one that we minted is a token. The inputs beside it are tried in every build; JAZZER_FUZZ=1 looks for more. */
class DeviceTokenFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void no_text_but_one_that_we_minted_is_a_token(byte[] text) {
        switch (DeviceTokens.read(text, TokenSamples.KEYS)) {
            case TokenOutcome.Valid valid -> {
                String again = DeviceTokens.mint(valid.token(), TokenSamples.KEY);
                String other = DeviceTokens.mint(valid.token(), TokenSamples.OTHER);
                String read = new String(text, StandardCharsets.ISO_8859_1);
                if (!read.equals(again) && !read.equals(other)) {
                    throw new AssertionError("a second spelling of a token");
                }
            }
            case TokenOutcome.Malformed ignored -> {}
            case TokenOutcome.UnknownKey ignored -> {}
            case TokenOutcome.BadSignature ignored -> {}
            case TokenOutcome.NotADeviceToken ignored -> {}
        }
        UserTokens.read(new String(text, StandardCharsets.ISO_8859_1), TokenSamples.KEYS);
    }
}
