package io.holdfast.fleet.link;

import java.util.SortedMap;
import java.util.TreeMap;

/** What the links of one event loop have seen. Of that loop only. */
final class LoopCounts {
    private final SortedMap<Integer, Long> refusals = new TreeMap<>();
    private final SortedMap<Integer, Long> closes = new TreeMap<>();
    private int connected;
    private long attempts;
    private long opened;
    private long unreachable;
    private long broken;
    private long timeouts;
    private long silent;
    private long hints;
    private long pings;
    private long pongs;
    private long serverPings;
    private long messages;

    void tried() {
        attempts++;
    }

    void opened() {
        opened++;
        connected++;
    }

    void ended(LinkEnd end, boolean wasOpen) {
        if (wasOpen) {
            connected--;
        }
        if (end.hint().isPresent()) {
            hints++;
        }
        switch (end) {
            case LinkEnd.Unreachable none -> unreachable++;
            case LinkEnd.TimedOut none -> timeouts++;
            case LinkEnd.Broken none -> broken++;
            case LinkEnd.Refused refused -> refusals.merge(refused.status(), 1L, Long::sum);
            case LinkEnd.Closed closed -> closes.merge(closed.code(), 1L, Long::sum);
            case LinkEnd.Silent none -> silent++;
        }
    }

    void pinged() {
        pings++;
    }

    void ponged() {
        pongs++;
    }

    void pingHeard() {
        serverPings++;
    }

    void messageHeard() {
        messages++;
    }

    HerdCounts now() {
        return new HerdCounts(
                connected,
                attempts,
                opened,
                refusals,
                unreachable,
                broken,
                timeouts,
                closes,
                silent,
                hints,
                pings,
                pongs,
                serverPings,
                messages);
    }
}
