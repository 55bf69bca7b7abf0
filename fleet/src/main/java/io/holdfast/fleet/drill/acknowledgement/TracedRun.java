package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.drill.DrillContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Acknowledged writes of every way to the disk, on one traced server. */
final class TracedRun {
    /** Enough to share commits, so that an answer is also judged by flushes that somebody else caused. */
    private static final int WRITERS = 6;

    private static final int REJECTIONS = 20;
    private static final int UPLOADS = 20;
    private static final int JOURNALED = 40;
    private static final int CONTROLS = 5;
    private static final String BASE = "base";

    /**
     * What is to be judged.
     *
     * @param control acknowledged while PostgreSQL did not wait for its log
     */
    record Trace(
            List<SystemCall> calls,
            Map<Long, Long> commits,
            List<Acknowledgement> acknowledged,
            List<Acknowledgement> control) {}

    private final DrillContext context;
    private final int lives;
    private final List<Acknowledgement> acknowledged = new ArrayList<>();

    TracedRun(DrillContext context, int lives) {
        this.context = context;
        this.lives = lives;
    }

    Trace run() {
        context.progress().accept("Starting a server under strace.");
        TracedServer server = TracedServer.start(context.folder());
        Map<Long, Long> commits;
        List<Acknowledgement> control;
        try (server) {
            long from = logEnd(server);
            alone(server);
            together(server);
            control = withoutWaiting(server);
            commits = WalCommits.read(server.walFolder(), from);
        }
        return new Trace(TraceReader.read(server.trace()), commits, acknowledged, control);
    }

    private static long logEnd(TracedServer server) {
        try (Connection database = server.connectDatabase()) {
            // a switch makes this the beginning of a segment, and so of a record
            TracedServer.value(database, "select pg_switch_wal()::text");
            String next = TracedServer.value(database, "select (pg_current_wal_insert_lsn() - '0/0')::text")
                    .orElseThrow();
            return Long.parseLong(next) / WalFlushes.SEGMENT_BYTES * WalFlushes.SEGMENT_BYTES;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One writer and nobody else: what is written before an answer was written for it. */
    private void alone(TracedServer server) {
        context.progress().accept("Uploads, rejections, and reports while PostgreSQL is frozen.");
        try (Workload writer = new Workload(server, "alone")) {
            writer.upload(context.folder().path(), BASE);
            for (int i = 1; i < UPLOADS; i++) {
                writer.upload(context.folder().path(), "release-" + i);
            }
            for (int i = 0; i < REJECTIONS; i++) {
                writer.reject(writer.letIn("rejected-" + i));
            }
            Workload.Device device = writer.letIn("journaled");
            server.postgres().freeze();
            try {
                writer.journal(device, JOURNALED);
            } finally {
                server.postgres().thaw();
            }
            writer.awaitReplay(device, JOURNALED);
            acknowledged.addAll(writer.acknowledged());
        }
    }

    private void together(TracedServer server) {
        context.progress().accept(lives + " devices' lives, " + WRITERS + " at once.");
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<List<Acknowledgement>>> work = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> writers.submit(() -> lives(server, writer)))
                    .toList();
            for (Future<List<Acknowledgement>> one : work) {
                acknowledged.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<Acknowledgement> lives(TracedServer server, int writer) {
        try (Workload workload = new Workload(server, "writer-" + writer)) {
            for (int life = writer; life < lives; life += WRITERS) {
                workload.life(life, BASE);
            }
            return workload.acknowledged();
        }
    }

    /** The server refuses to start so; this is what its answers would look like if it did not. */
    private List<Acknowledgement> withoutWaiting(TracedServer server) {
        context.progress().accept("PostgreSQL is told not to wait for its log.");
        try (Connection database = server.connectDatabase();
                Statement statement = database.createStatement()) {
            statement.execute("alter role all set synchronous_commit = off");
            statement.execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where backend_type = 'client backend' and pid <> pg_backend_pid()
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        server.awaitManagement();
        try (Workload writer = new Workload(server, "control")) {
            for (int i = 0; i < CONTROLS; i++) {
                writer.life(i, BASE);
            }
            // a report may have gone to the journal meanwhile, which is another promise
            return writer.acknowledged().stream().filter(TracedRun::isOfPeople).toList();
        }
    }

    private static boolean isOfPeople(Acknowledgement acknowledgement) {
        return acknowledgement instanceof Acknowledgement.Committed committed
                && committed.what().equals(Workload.MANAGEMENT);
    }
}
