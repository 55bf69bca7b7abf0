package io.holdfast.fleet.drill;

import io.holdfast.fleet.drill.acknowledgement.Acknowledgements;
import io.holdfast.fleet.drill.blackbox.BlackBoxAfterKill;
import io.holdfast.fleet.drill.crash.Crash;
import io.holdfast.fleet.drill.databaseaway.DatabaseAway;
import io.holdfast.fleet.drill.firmware.OutOfLine;
import io.holdfast.fleet.drill.firmware.Valves;
import io.holdfast.fleet.drill.overrun.Overrun;
import io.holdfast.fleet.drill.presence.PresenceOfTheDead;
import io.holdfast.fleet.drill.reconnect.ReconnectWithoutDatabase;
import io.holdfast.fleet.drill.sharedfate.SharedFate;
import io.holdfast.fleet.drill.slowdatabase.SlowDatabase;
import io.holdfast.fleet.drill.twonodes.TwoNodes;
import io.holdfast.fleet.drill.withoutdatabase.OperatorWithoutDatabase;
import java.util.List;

/** Every drill there is, by number. To add one: a folder beside this file with a {@link Drill}, and a line here. */
public final class Drills {
    public static final List<Drill> ALL = List.of(
            new OperatorWithoutDatabase(),
            new PresenceOfTheDead(),
            new ReconnectWithoutDatabase(),
            new SharedFate(),
            new SlowDatabase(),
            new Overrun(),
            new Valves(),
            new OutOfLine(),
            new Crash(),
            new BlackBoxAfterKill(),
            new DatabaseAway(),
            new Acknowledgements(),
            new TwoNodes());

    /** The word for all of them. */
    private static final String EVERY = "all";

    private Drills() {}

    /** The drills that {@code word} names: a number, a name or {@code all}; none when there is no such drill. */
    public static List<Drill> named(String word) {
        return word.equals(EVERY)
                ? ALL
                : ALL.stream().filter(drill -> drill.card().answersTo(word)).toList();
    }
}
