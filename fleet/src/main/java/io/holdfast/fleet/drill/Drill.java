package io.holdfast.fleet.drill;

/**
 * One incident, played against the real server. Each has a folder of its own with its {@linkplain DrillCard card} and its scenario;
 * {@link Drills} lists them all.
 */
public interface Drill {
    /** What happened in the field, what must hold here, and by which figures that is judged. */
    DrillCard card();

    /**
     * Plays the scenario. A promise that did not hold is a result; an exception means that the drill itself could not be played.
     * Promises that the card's expected figures state are judged by {@link DrillRunner} and need not be judged here.
     */
    DrillResult run(DrillContext context);
}
