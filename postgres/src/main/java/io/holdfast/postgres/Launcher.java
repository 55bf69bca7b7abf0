package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a prepared cluster to the point where it answers: by adopting the server that is there, or by starting one. */
record Launcher(
        Home home,
        RunAs user,
        Binaries binaries,
        ServerSettings settings,
        Password password,
        Consumer<String> progress) {
    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    /** Replaying max_wal_size from a slow disk; a server that needs longer keeps recovering and is adopted later. */
    private static final Duration START = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofMillis(20);

    /** Children of a killed postmaster notice within milliseconds unless they compute. */
    private static final Duration CHILDREN_LEAVE = Duration.ofSeconds(2);

    private static final int PORTS_TRIED = 5;

    record Running(Postmaster postmaster, int port) {}

    private sealed interface Launch {
        record Up(Running running) implements Launch {}

        record PortTaken() implements Launch {}
    }

    Running adoptOrLaunch() {
        Optional<PostmasterFile> claim = PostmasterFile.read(home.data());
        Optional<Postmaster> orphan = claim.flatMap(file -> file.postmaster(home.data()));
        if (orphan.isPresent()) {
            Optional<Running> adopted = claim.flatMap(PostmasterFile::port).flatMap(port -> adopt(orphan.get(), port));
            if (adopted.isPresent()) {
                return adopted.get();
            }
            progress.accept("stopping the PostgreSQL that an earlier run left behind");
            orphan.get().stop(home.data());
        }
        return launchOnAFreePort();
    }

    /** A frozen, foreign or differently configured server is not adopted. */
    private Optional<Running> adopt(Postmaster orphan, int port) {
        progress.accept("adopting the running PostgreSQL");
        if (!(awaitAnswer(orphan, port) instanceof Login.Answer.Ready ready)
                || !ready.settingsDigest().equals(settings.digest(binaries))) {
            return Optional.empty();
        }
        log.atInfo().addKeyValue("pid", orphan.pid()).addKeyValue("port", port).log("PostgreSQL adopted");
        home.keepPort(port);
        return Optional.of(new Running(orphan, port));
    }

    private Login.Answer awaitAnswer(Postmaster orphan, int port) {
        Login login = new Login(port, password);
        Deadline deadline = Deadline.in(START);
        Login.Answer answer = login.ask();
        while (answer instanceof Login.Answer.NotYet && orphan.isAlive() && !deadline.passed()) {
            Deadline.pause(LOOK);
            answer = login.ask();
        }
        return answer;
    }

    private Running launchOnAFreePort() {
        for (int attempt = 0; attempt < PORTS_TRIED; attempt++) {
            int port = FreePort.choose(home.port());
            if (launch(port) instanceof Launch.Up up) {
                home.keepPort(port);
                return up.running();
            }
        }
        throw portTaken("its port each time");
    }

    /** Starts on exactly this port, for callers whose connections name it. */
    Running launchOn(int port) {
        return switch (launch(port)) {
            case Launch.Up up -> up.running();
            case Launch.PortTaken taken -> throw portTaken("port " + port);
        };
    }

    private static EmbeddedPostgresException portTaken(String what) {
        return new EmbeddedPostgresException(
                "postgres.port-in-use",
                "Another program took " + what + " before PostgreSQL could.",
                "Stop that program and start again.");
    }

    private Launch launch(int port) {
        progress.accept("starting PostgreSQL");
        new ServerLog(home).prune();
        removeChildren();
        removeForeignClaim();
        Instant since = Instant.now();
        Process process = spawn(port);
        Login login = new Login(port, password);
        Deadline deadline = Deadline.in(START);
        while (!(login.ask() instanceof Login.Answer.Ready)) {
            if (!process.isAlive()) {
                return exited(process, since);
            }
            if (deadline.passed()) {
                throw failed("postgres.start-timeout", "PostgreSQL does not answer after " + START + ".", since);
            }
            Deadline.pause(LOOK);
        }
        return new Launch.Up(new Running(started(since), port));
    }

    private Postmaster started(Instant since) {
        return PostmasterFile.read(home.data())
                .flatMap(file -> file.postmaster(home.data()))
                .orElseThrow(() -> failed("postgres.start-failed", "PostgreSQL answered and was gone again.", since));
    }

    private Launch exited(Process process, Instant since) {
        if (new ServerLog(home).tail(since).contains("could not bind")) {
            return new Launch.PortTaken();
        }
        throw failed(
                "postgres.start-failed",
                "PostgreSQL stopped at its start, exit code " + process.exitValue() + ".",
                since);
    }

    private EmbeddedPostgresException failed(String code, String sentence, Instant since) {
        return new EmbeddedPostgresException(
                code,
                sentence + " The end of its log:\n" + new ServerLog(home).tail(since) + "\n",
                "Fix what the log names and start again; the whole log is in " + home.logs() + ".");
    }

    private void removeChildren() {
        Path data = home.data();
        Deadline.in(CHILDREN_LEAVE).await(() -> Postmaster.childrenLeftIn(data).isEmpty());
        Postmaster.childrenLeftIn(data).forEach(Postmaster::kill);
    }

    /** PostgreSQL refuses to start while its file names any living process of its user, related or not. */
    private void removeForeignClaim() {
        boolean foreign = PostmasterFile.read(home.data())
                .filter(claim -> claim.postmaster(home.data()).isEmpty())
                .flatMap(claim -> Postmaster.running(claim.pid()))
                .isPresent();
        if (foreign) {
            try {
                Files.deleteIfExists(home.data().resolve("postmaster.pid"));
            } catch (IOException failed) {
                throw EmbeddedPostgresException.unusable("remove a stale postmaster.pid", failed);
            }
        }
    }

    /** In a session of its own: Ctrl-C at the server's terminal must not reach it, its stop is the server's to order. */
    private Process spawn(int port) {
        List<String> command = new ArrayList<>();
        command.add(ShortCommand.require("setsid").toString());
        command.addAll(user.prefix());
        command.addAll(List.of(binaries.program("postgres"), "-D", home.data().toString()));
        command.addAll(settings.arguments(binaries, port));
        try {
            Process process = ShortCommand.prepare(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.startLog().toFile())
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("start " + command.getFirst(), failed);
        }
    }
}
