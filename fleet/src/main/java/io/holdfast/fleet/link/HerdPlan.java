package io.holdfast.fleet.link;

import io.holdfast.fleet.load.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * What a herd is.
 *
 * @param links how many; with those of the server two files each when both are one process
 * @param policies of each link, by number
 * @param keepalive how often a device pings; empty for never
 * @param silence a device that heard nothing for so long hangs up
 * @param attempt how long a try may take until the upgrade is answered
 * @param opening tries under way at most while the herd connects for the first time; empty for all at once. Later tries are the policies'
 * @param talk what devices do with messages
 * @param seed of the dice with which policies throw
 */
public record HerdPlan(
        Target target,
        int links,
        LinkTokens tokens,
        IntFunction<ReconnectPolicy> policies,
        Optional<Duration> keepalive,
        Duration silence,
        Duration attempt,
        OptionalInt opening,
        LinkTalk talk,
        long seed) {
    /** mender-connect pings 6 s before its patience of a minute ends. */
    private static final Duration MENDER_PING = Duration.ofSeconds(54);

    private static final Duration MENDER_PATIENCE = Duration.ofSeconds(60);
    private static final Duration ATTEMPT = Duration.ofSeconds(10);
    /** Fast on two cores, and below every listener's backlog. */
    private static final int OPENING = 64;

    /** Links that keep alive as mender-connect does and come back as mender-connect 2.1 does. */
    public static HerdPlan of(Target target, int links, LinkTokens tokens) {
        return new HerdPlan(
                target,
                links,
                tokens,
                link -> new ReconnectPolicy.MenderConnect21(),
                Optional.of(MENDER_PING),
                MENDER_PATIENCE,
                ATTEMPT,
                OptionalInt.of(OPENING),
                LinkTalk.SILENT,
                1);
    }

    public HerdPlan comingBack(IntFunction<ReconnectPolicy> by) {
        return new HerdPlan(target, links, tokens, by, keepalive, silence, attempt, opening, talk, seed);
    }

    /** Pings so often, and is patient for twice as long, but never for less than a minute. */
    public HerdPlan pingingEvery(Duration ping) {
        Duration patience =
                ping.multipliedBy(2).compareTo(MENDER_PATIENCE) > 0 ? ping.multipliedBy(2) : MENDER_PATIENCE;
        return new HerdPlan(target, links, tokens, policies, Optional.of(ping), patience, attempt, opening, talk, seed);
    }

    /** Never pings by itself and waits for ever: only the server keeps the links alive. */
    public HerdPlan withoutPings() {
        Duration forEver = Duration.ofDays(365);
        return new HerdPlan(target, links, tokens, policies, Optional.empty(), forEver, attempt, opening, talk, seed);
    }

    public HerdPlan patientFor(Duration heardNothing) {
        return new HerdPlan(target, links, tokens, policies, keepalive, heardNothing, attempt, opening, talk, seed);
    }

    public HerdPlan tryingFor(Duration limit) {
        return new HerdPlan(target, links, tokens, policies, keepalive, silence, limit, opening, talk, seed);
    }

    /** Without a limit of tries under way even at first. */
    public HerdPlan allAtOnce() {
        return new HerdPlan(
                target, links, tokens, policies, keepalive, silence, attempt, OptionalInt.empty(), talk, seed);
    }

    public HerdPlan talking(LinkTalk how) {
        return new HerdPlan(target, links, tokens, policies, keepalive, silence, attempt, opening, how, seed);
    }

    public HerdPlan seeded(long dice) {
        return new HerdPlan(target, links, tokens, policies, keepalive, silence, attempt, opening, talk, dice);
    }
}
