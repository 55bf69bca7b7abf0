package io.holdfast.fleet.drill;

/** One incident, played against the real server. */
public interface Drill {
    /** What it is called on the command line. */
    String name();

    /** What happens in it, in one or two sentences. */
    String story();

    /** Plays it. A broken promise is a result; an exception means that the drill itself could not be played. */
    DrillResult run(DrillContext context);
}
