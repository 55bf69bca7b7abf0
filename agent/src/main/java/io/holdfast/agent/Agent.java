package io.holdfast.agent;

import io.holdfast.agent.enrol.DeviceKey;
import io.holdfast.agent.enrol.Enrolment;
import io.holdfast.agent.enrol.TokenFile;
import io.holdfast.agent.link.Connector;
import io.holdfast.agent.link.LinkEnd;
import io.holdfast.agent.link.ReconnectPolicy;
import io.holdfast.agent.report.Comeback;
import io.holdfast.agent.report.Reports;
import io.holdfast.agent.session.Services;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One device: enrols, waits to be accepted, keeps its link and serves over it, for as long as it is not closed. Several may run in one
 * process. Progress is told in single sentences, from any thread.
 */
public final class Agent implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Consumer<String> progress;
    private final Pauses pauses;
    private final HttpClient http;
    private final TokenFile tokens;
    private final Enrolment enrolment;
    private final Reports reports;
    private final Services services;
    private final Connector connector;
    private final ReconnectPolicy links;
    private final ReconnectPolicy enrolments;
    private final Rounds rounds;
    private final Thread thread;
    private volatile boolean stopped;
    private boolean refused;
    private volatile Optional<AgentFailed> failure = Optional.empty();

    private Agent(AgentSettings settings, Pauses pauses, RandomGenerator dice, Consumer<String> progress) {
        this.progress = progress;
        this.pauses = pauses;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_MAX)
                .sslContext(settings.trust())
                .build();
        Path data = folder(settings.data());
        this.tokens = new TokenFile(data.resolve("token"));
        this.enrolment = new Enrolment(settings, http, DeviceKey.in(data.resolve("key.pem")));
        this.reports = new Reports(settings, http, progress);
        this.rounds = new Rounds(settings, reports, tokens, progress);
        this.services = new Services(settings.offers(), rounds);
        this.connector = new Connector(settings, http, services::serve);
        this.links = new ReconnectPolicy(dice);
        this.enrolments = new ReconnectPolicy(dice);
        this.thread = Thread.ofPlatform().name("agent").unstarted(this::run);
    }

    /** Starts a device. Throws {@link AgentFailed} where its folder or key cannot be used. */
    public static Agent start(AgentSettings settings, Consumer<String> progress) {
        return start(settings, Pauses.REAL, RandomGenerator.getDefault(), progress);
    }

    /** Starts a device that waits and draws as it is told to. */
    public static Agent start(AgentSettings settings, Pauses pauses, RandomGenerator dice, Consumer<String> progress) {
        Agent agent = new Agent(settings, pauses, dice, progress);
        progress.accept("this device is " + settings.identity() + ", its server " + settings.server());
        agent.thread.start();
        return agent;
    }

    private static Path folder(Path data) {
        try {
            return Files.isDirectory(data)
                    ? data
                    : Files.createDirectories(
                            data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException unusable) {
            throw new AgentFailed("The folder " + data + " cannot be made: " + unusable.getMessage() + ".", unusable);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                Optional<String> token = tokens.read().or(this::enrolled);
                if (token.isPresent()) {
                    hold(token.get());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (AgentFailed failed) {
            failure = Optional.of(failed);
        } catch (Throwable fault) { // else nobody would hear of it, and who waits for the end would take it for a stop
            failure = Optional.of(new AgentFailed("The agent broke: " + Comeback.words(fault) + ".", fault));
        }
    }

    /** Asks to be let in until it is. */
    private Optional<String> enrolled() {
        try {
            return enrolled(enrolment.ask());
        } catch (InterruptedException stop) {
            stopped = true;
            return Optional.empty();
        }
    }

    private Optional<String> enrolled(Enrolment.Answer answer) throws InterruptedException {
        return switch (answer) {
            case Enrolment.Answer.Admitted admitted -> {
                enrolments.succeeded();
                tokens.keep(admitted.token()).ifPresent(progress);
                progress.accept("accepted");
                yield Optional.of(admitted.token());
            }
            case Enrolment.Answer.NotYet notYet -> {
                waits("not accepted yet", enrolments.next(notYet.retryAfter()));
                yield Optional.empty();
            }
            case Enrolment.Answer.Unavailable away -> {
                waits(away.why(), enrolments.next(away.retryAfter()));
                yield Optional.empty();
            }
            case Enrolment.Answer.Wrong wrong ->
                throw new AgentFailed("The server refuses the request to be let in: " + wrong.why() + ".");
        };
    }

    private void waits(String why, Duration span) throws InterruptedException {
        progress.accept(why + "; next try in " + span.toSeconds() + " s");
        pauses.pause(span);
    }

    private void hold(String token) throws InterruptedException {
        LinkEnd end = connector.hold(token, () -> {
            links.succeeded();
            refused = false;
            progress.accept("connected");
            rounds.linked();
        });
        switch (end) {
            case LinkEnd.Stopped ignored -> stopped = true;
            case LinkEnd.Unauthorized ignored -> {
                tokens.drop().ifPresent(progress);
                if (refused) { // the newest token too: asking again at once would go round and round
                    waits("the token is not honoured", links.next(Optional.empty()));
                }
                refused = true;
                progress.accept("the token is not good any more; asking for another");
            }
            case LinkEnd.SentAway away -> waits(away.why(), links.next(away.retryAfter()));
            case LinkEnd.Lost lost -> waits("the link is down: " + lost.why(), links.next(Optional.empty()));
        }
    }

    /** Waits until the agent cannot go on, which it says, or is closed. */
    public void awaitEnd() throws InterruptedException {
        thread.join();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Ends the link and every session over it. */
    @Override
    public void close() {
        stopped = true;
        rounds.close();
        connector.stop();
        services.close();
        thread.interrupt();
        try {
            boolean ended = thread.join(STOP_MAX);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
