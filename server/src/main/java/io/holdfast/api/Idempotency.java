package io.holdfast.api;

import io.holdfast.feed.Committed;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes writes repeatable: a call with an {@code Idempotency-Key} is done once, and who repeats it with the same key gets the
 * first answer, marked {@code Idempotent-Replayed: true}. For the same method, address and body; a streamed body is not
 * compared. A call without the header is not touched.
 */
public final class Idempotency {
    private static final String HEADER = "Idempotency-Key";

    private static final Refusal MALFORMED =
            Refusal.badRequest("idempotency.key-malformed", HEADER + " must have 1 to 255 visible ASCII characters.");
    private static final Refusal REUSED = Refusal.unprocessable(
            "idempotency.key-reused",
            "Another request was made with this " + HEADER + "; use a new key for a new request.");
    private static final Refusal IN_PROGRESS = new Refusal(
            503, "idempotency.in-progress", "The first request with this " + HEADER + " is not finished. Try again.");

    private final KeptAnswers answers;
    private final InForce inForce;

    /** A change under a key has its feed number only when its whole call is committed, so that it is here that it is awaited. */
    public Idempotency(KeptAnswers answers, InForce inForce) {
        this.answers = answers;
        this.inForce = inForce;
    }

    /** The same routes; those that write as somebody take the header. */
    public List<Route> over(List<Route> routes) {
        return routes.stream().map(this::over).toList();
    }

    private Route over(Route route) {
        boolean reads = route.method().equals("GET") || route.method().equals("HEAD");
        return reads || route.policy() != Policy.SIGNED_IN
                ? route
                : new Route(route.method(), route.path(), route.policy(), route.body(), call -> handle(route, call));
    }

    private Reply handle(Route route, Call call) {
        Optional<String> header = call.header(HEADER);
        if (header.isEmpty()) {
            return route.handler().handle(call);
        }
        IdempotencyKey key = IdempotencyKey.parse(call.caller(), header.get()).orElseThrow(MALFORMED::exception);
        byte[] hash = hash(route, call);
        return kept(key, hash).orElseGet(() -> once(route, call, key, hash));
    }

    private Reply once(Route route, Call call, IdempotencyKey key, byte[] hash) {
        Optional<Committed<Reply>> done =
                answers.once(key, hash, () -> route.handler().handle(call));
        if (done.isEmpty()) {
            return kept(key, hash).orElseThrow(IN_PROGRESS::exception);
        }
        return inForce.answer(done.get().seq(), done.get().value());
    }

    private Optional<Reply> kept(IdempotencyKey key, byte[] hash) {
        return switch (answers.find(key, hash)) {
            case KeptAnswers.Kept.Nothing nothing -> Optional.empty();
            case KeptAnswers.Kept.Answer answer -> Optional.of(replayed(answer));
            case KeptAnswers.Kept.OtherRequest other -> throw REUSED.exception();
        };
    }

    /**
     * Waits as the first answer did: who asks again often never heard that one, because the node died between commit and answer,
     * and "rejected" must not be said while the device is still served.
     */
    private Reply replayed(KeptAnswers.Kept.Answer answer) {
        return inForce.answer(OptionalLong.of(answer.seq()), answer.reply().header("Idempotent-Replayed", "true"));
    }

    private static byte[] hash(Route route, Call call) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String line = call.method() + " " + call.path() + "?" + call.queryText() + "\n";
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
            return sha256.digest(route.body() instanceof BodyRule.AtMost ? call.body() : new byte[0]);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
