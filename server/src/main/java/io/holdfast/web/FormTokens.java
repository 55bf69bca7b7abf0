package io.holdfast.web;

import io.holdfast.access.SessionId;
import io.holdfast.access.UserKeys;
import io.holdfast.api.Call;
import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.token.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token in every form: the session's id under a key made from the one that signs people's tokens, so that only a page of ours
 * can send the form for this person, whichever node serves the page and whichever takes the form, and after a restart too. A form
 * that was open until its key retired is refused and says so.
 */
final class FormTokens {
    static final String FIELD = "form_token";

    /** What a form is signed with signs nothing else, and no token of a person makes a form's. */
    private static final byte[] LABEL = "holdfast form token 1\n".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})\\.");

    private static final Refusal NO_KEY = new Refusal(
            503, "page.form-key", "The server has no key for forms at hand just now. Try again in a moment.");
    private static final Refusal STALE = new Refusal(
            403, "page.form-token", "This form is too old or not ours. Go back, reload the page and send it again.");

    private final UserKeys keys;

    FormTokens(UserKeys keys) {
        this.keys = keys;
    }

    /** The number of the key, and the session under it. */
    String of(SessionId session) {
        return of(session, keys.signing().orElseThrow(NO_KEY::exception));
    }

    private static String of(SessionId session, TokenKey key) {
        TokenKey derived = new TokenKey(key.keyId(), key.sign(LABEL));
        byte[] hash = derived.sign(session.toString().getBytes(StandardCharsets.US_ASCII));
        return key.keyId() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** Refuses the call, 403, unless its form carries the session's token. */
    void require(Call call) {
        require(call, call.form(FIELD).orElse(""));
    }

    /** As above, for a token that came otherwise. */
    void require(Call call, String sent) {
        require(call.caller().session(), sent);
    }

    void require(SessionId session, String sent) {
        Matcher number = NUMBER.matcher(sent);
        if (!number.lookingAt()) {
            throw STALE.exception();
        }
        TokenKey key = keys.key(Integer.parseInt(number.group(1)))
                .orElseThrow(() -> (keys.complete() ? STALE : NO_KEY).exception());
        byte[] expected = of(session, key).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            throw STALE.exception();
        }
    }
}
