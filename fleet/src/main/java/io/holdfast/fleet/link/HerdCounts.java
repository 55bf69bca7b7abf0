package io.holdfast.fleet.link;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a herd has seen since it was started.
 *
 * @param connected links that are open now
 * @param attempts tries that were begun
 * @param opened upgrades that were answered with 101
 * @param refusals other answers to an upgrade, by status
 * @param unreachable tries whose TCP connection was not made
 * @param broken tries whose connection ended before an answer
 * @param timeouts tries without an answer in time
 * @param closes open links that ended from the other side, by code; 1006 without a close frame
 * @param silent open links that the device gave up because it heard nothing
 * @param hints ends that said when to come back
 * @param pings sent by devices
 * @param pongs heard by devices
 * @param serverPings heard, and answered, by devices
 * @param messages binary messages heard
 */
public record HerdCounts(
        int connected,
        long attempts,
        long opened,
        SortedMap<Integer, Long> refusals,
        long unreachable,
        long broken,
        long timeouts,
        SortedMap<Integer, Long> closes,
        long silent,
        long hints,
        long pings,
        long pongs,
        long serverPings,
        long messages) {
    public HerdCounts {
        refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        closes = Collections.unmodifiableSortedMap(new TreeMap<>(closes));
    }

    /** Upgrades answered with this status. */
    public long refused(int status) {
        return refusals.getOrDefault(status, 0L);
    }

    /** Upgrades answered with anything but 101. */
    public long refused() {
        return sum(refusals);
    }

    /** Links that were open and ended, whoever ended them. */
    public long lost() {
        return sum(closes) + silent;
    }

    HerdCounts plus(HerdCounts more) {
        return new HerdCounts(
                connected + more.connected,
                attempts + more.attempts,
                opened + more.opened,
                merged(refusals, more.refusals),
                unreachable + more.unreachable,
                broken + more.broken,
                timeouts + more.timeouts,
                merged(closes, more.closes),
                silent + more.silent,
                hints + more.hints,
                pings + more.pings,
                pongs + more.pongs,
                serverPings + more.serverPings,
                messages + more.messages);
    }

    private static long sum(SortedMap<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static SortedMap<Integer, Long> merged(SortedMap<Integer, Long> one, SortedMap<Integer, Long> other) {
        SortedMap<Integer, Long> both = new TreeMap<>(one);
        other.forEach((code, count) -> both.merge(code, count, Long::sum));
        return both;
    }
}
