package io.holdfast.web;

import io.holdfast.access.SessionId;
import io.holdfast.api.Call;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token in every form: the session's id under a key that this process drew, so that only a page of ours can send the form
 * for this person. A form that was open while the server started anew is refused and says so.
 */
final class FormTokens {
    static final String FIELD = "form_token";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private static final Refusal STALE = new Refusal(
            403, "page.form-token", "This form is too old or not ours. Go back, reload the page and send it again.");

    private final SecretKeySpec key;

    FormTokens(Dice dice) {
        this.key = new SecretKeySpec(dice.bytes(KEY_BYTES), ALGORITHM);
    }

    String of(SessionId session) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal(session.toString().getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Refuses the call, 403, unless its form carries the session's token. */
    void require(Call call) {
        require(call, call.form(FIELD).orElse(""));
    }

    /** As above, for a token that came otherwise. */
    void require(Call call, String sent) {
        byte[] expected = of(call.caller().session()).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            throw STALE.exception();
        }
    }
}
