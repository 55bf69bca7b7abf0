package io.holdfast.idempotency;

import io.holdfast.feed.CallTransaction;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Does a write once for a key and keeps its answer for 24 hours, in the transaction of the write: the answer is there if and
 * only if the deed is done. Writes of one key queue on its row. A refusal is not kept, because nothing was done and trying
 * again is safe; nor is an answer that carries a secret, or one too large to be worth it.
 */
public final class KeptAnswers {
    // Answers to writes are a few hundred bytes; a larger one is not worth a day in the table.
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final String SECRET_TYPE = "application/jwt";
    // RFC 9110: not the answer yet. Stands in a row only while its transaction runs.
    private static final int PROCESSING = 102;

    private final FleetTransactions transactions;

    public KeptAnswers(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** What a key stands for. */
    public sealed interface Kept {
        /** Nothing was done under it, or longer than 24 hours ago. */
        record Nothing() implements Kept {}

        /**
         * The answer to the same request.
         *
         * @param seq a feed number that is not below that of the request's change
         */
        record Answer(Reply reply, long seq) implements Kept {}

        /** Another request was made under it. */
        record OtherRequest() implements Kept {}
    }

    private static final String FIND = """
            select request_hash, status, headers, body, (select seq from feed_head) as seq
            from idempotent_answer
            where tenant_id = ? and user_id = ? and key = ? and created_at > now() - interval '24 hours'
            """;

    public Kept find(IdempotencyKey key, byte[] requestHash) {
        return transactions
                .read(connection -> on(connection, FIND, key)
                        .<Kept>first(row -> Arrays.equals(row.getBytes("request_hash"), requestHash)
                                ? new Kept.Answer(reply(row), row.getLong("seq"))
                                : new Kept.OtherRequest()))
                .orElseGet(Kept.Nothing::new);
    }

    /** Thrown within a call when the same key's other call was faster; {@link #once} answers empty then. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("another call of the same key was faster", null, false, false);
        }
    }

    /** Runs the call and keeps its answer; empty when a call of the same key was faster: then {@link #find} has its answer. */
    public Optional<Committed<Reply>> once(IdempotencyKey key, byte[] requestHash, Supplier<Reply> call) {
        try {
            return Optional.of(CallTransaction.run(transactions, new Keeping(key, requestHash), call));
        } catch (Overtaken overtaken) {
            return Optional.empty();
        }
    }

    private record Keeping(IdempotencyKey key, byte[] requestHash) implements CallTransaction.Frame<Reply> {
        @Override
        public void opened(Connection connection) {
            sweep(connection, key);
            if (!claim(connection, key, requestHash)) {
                throw new Overtaken();
            }
        }

        @Override
        public boolean closing(Connection connection, Reply answer) {
            if (answer.status() >= 500) {
                return false;
            }
            if (answer.status() < 400 && answer.body().length <= BODY_BYTES_MAX && !secret(answer)) {
                keep(connection, key, answer);
            } else {
                on(connection, RELEASE, key).update();
            }
            return true;
        }
    }

    private static final String SWEEP = """
            delete from idempotent_answer
            where tenant_id = ? and (user_id, key) in (
                select user_id, key from idempotent_answer
                where tenant_id = ? and created_at < now() - interval '24 hours'
                order by created_at limit 100
                for update skip locked)
            """;

    private static final String FORGET = """
            delete from idempotent_answer
            where tenant_id = ? and user_id = ? and key = ? and created_at < now() - interval '24 hours'
            """;

    /** Every new answer takes up to a hundred old ones along, so that the table does not grow. */
    private static void sweep(Connection connection, IdempotencyKey key) {
        UUID tenant = key.caller().tenant().value();
        on(connection, FORGET, key).update();
        Query.on(connection, SWEEP).with(tenant, tenant).update();
    }

    private static final String CLAIM = """
            insert into idempotent_answer (tenant_id, user_id, key, request_hash, status, body)
            values (?, ?, ?, ?, ?, '')
            on conflict (tenant_id, user_id, key) do nothing
            """;

    /** Waits for a transaction that has claimed the key; false when it was committed. */
    private static boolean claim(Connection connection, IdempotencyKey key, byte[] requestHash) {
        return on(connection, CLAIM, key).with(requestHash, PROCESSING).update() == 1;
    }

    private static final String KEEP = """
            update idempotent_answer as a
            set status = fresh.status, headers = fresh.headers, body = fresh.body
            from (select ?::uuid as tenant_id, ?::uuid as user_id, ?::text as key,
                ?::integer as status, ?::jsonb as headers, ?::bytea as body) as fresh
            where a.tenant_id = fresh.tenant_id and a.user_id = fresh.user_id and a.key = fresh.key
            """;

    private static void keep(Connection connection, IdempotencyKey key, Reply answer) {
        ArrayNode headers = Json.array();
        answer.headers()
                .forEach(header -> headers.addArray().add(header.getKey()).add(header.getValue()));
        on(connection, KEEP, key)
                .with(answer.status(), Json.text(headers), answer.body())
                .update();
    }

    private static final String RELEASE = """
            delete from idempotent_answer where tenant_id = ? and user_id = ? and key = ?
            """;

    private static boolean secret(Reply answer) {
        return answer.isToldOnce() || answer.headers().contains(Map.entry("Content-Type", SECRET_TYPE));
    }

    private static Query on(Connection connection, String sql, IdempotencyKey key) {
        return Query.on(connection, sql)
                .with(key.caller().tenant().value(), key.caller().user().value(), key.text());
    }

    private static Reply reply(ResultSet row) throws SQLException {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (JsonNode header : Json.tree(row.getString("headers"))) {
            headers.add(Map.entry(header.get(0).stringValue(), header.get(1).stringValue()));
        }
        return new Reply(row.getInt("status"), headers, row.getBytes("body"));
    }

    private static final String FORGET_OLD = """
            delete from idempotent_answer
            where (tenant_id, user_id, key) in (
                select old.tenant_id, old.user_id, old.key
                from tenant t
                cross join lateral (
                    select a.tenant_id, a.user_id, a.key from idempotent_answer a
                    where a.tenant_id = t.tenant_id and a.created_at < now() - interval '24 hours'
                    limit ?) old)
            """;

    /** Rows that one call deletes of a tenant, so that it holds no lock for long. */
    private static final int FORGET_BATCH = 1_000;

    /** Deletes answers older than a day, a batch of each tenant; whether there may be more. */
    public static boolean forgetOld(Connection connection) {
        return Query.on(connection, FORGET_OLD).with(FORGET_BATCH).update() >= FORGET_BATCH;
    }
}
