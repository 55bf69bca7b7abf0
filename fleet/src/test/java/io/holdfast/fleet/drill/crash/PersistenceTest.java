package io.holdfast.fleet.drill.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PersistenceTest {
    private final Ledger ledger = new Ledger();
    private final Persistence persistence = new Persistence(ledger);

    @Test
    void a_cut_answer_is_an_unknown_outcome_and_resolved_by_trying_again() {
        persistence.write(Kind.UPLOAD, "it", 201, server(cut(), answer(201)));

        assertThat(ledger.acknowledged(Kind.UPLOAD)).isOne();
        assertThat(ledger.unknown()).isOne();
        assertThat(ledger.unresolvedWrites()).isZero();
    }

    @Test
    void an_answer_to_come_back_is_an_unknown_outcome_too() {
        persistence.write(Kind.STATUS, "it", 204, server(answer(503), answer(204)));

        assertThat(ledger.unknown()).isOne();
    }

    @Test
    void what_nobody_was_there_to_hear_is_not_unknown() {
        persistence.write(Kind.STATUS, "it", 204, server(refused(), answer(204)));

        assertThat(ledger.unknown()).isZero();
        assertThat(ledger.acknowledged()).isOne();
    }

    @Test
    void a_taken_name_acknowledges_only_after_an_unknown_outcome() {
        persistence.write(
                Kind.TOKEN,
                "first",
                told -> told.status() == 200,
                told -> told.status() == 409,
                server(cut(), answer(409)));
        assertThat(ledger.acknowledged(Kind.TOKEN)).isOne();

        assertThatThrownBy(() -> persistence.write(
                        Kind.TOKEN,
                        "second",
                        told -> told.status() == 200,
                        told -> told.status() == 409,
                        server(answer(409))))
                .isInstanceOf(Persistence.Broken.class);
        assertThat(ledger.acknowledged(Kind.TOKEN)).isOne();
    }

    @Test
    void a_refusal_of_what_must_be_granted_is_a_broken_promise() {
        assertThatThrownBy(() -> persistence.write(Kind.STATUS, "it", 204, server(answer(401))))
                .isInstanceOf(Persistence.Broken.class);

        assertThat(ledger.brokenPromises()).singleElement().asString().contains("STATUS of it is answered 401");
        assertThat(ledger.acknowledged()).isZero();
    }

    private static Supplier<Attempt.Told> cut() {
        return () -> {
            throw new UncheckedIOException(new IOException("connection reset"));
        };
    }

    private static Supplier<Attempt.Told> refused() {
        return () -> {
            throw new UncheckedIOException(new ConnectException("connection refused"));
        };
    }

    private static Supplier<Attempt.Told> answer(int status) {
        return () -> new Attempt.Told(status, "", "", true);
    }

    @SafeVarargs
    private static Supplier<Attempt.Told> server(Supplier<Attempt.Told>... answers) {
        Deque<Supplier<Attempt.Told>> left = new ArrayDeque<>(List.of(answers));
        return () -> left.remove().get();
    }
}
