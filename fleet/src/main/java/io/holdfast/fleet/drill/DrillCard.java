package io.holdfast.fleet.drill;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a drill is about, for people.
 *
 * @param number in the catalogue of failures that the drills are drawn from; some drills hold a promise that is in no failure
 * @param name on the command line
 * @param story what is done and what must hold, in one line
 * @param happened what went wrong in the field
 * @param expected the figures of a pass, in either size
 */
public record DrillCard(OptionalInt number, String name, String story, String happened, List<Expected> expected) {
    public DrillCard {
        expected = List.copyOf(expected);
        if (story.lines().count() != 1) {
            throw new IllegalArgumentException("a story is one line: " + story);
        }
    }

    /** A drill of a failure in the catalogue. */
    public static DrillCard of(int number, String name, String story, String happened, Expected... expected) {
        return new DrillCard(OptionalInt.of(number), name, story, happened, List.of(expected));
    }

    /** A drill that holds a promise of its own. */
    public static DrillCard of(String name, String story, String happened, Expected... expected) {
        return new DrillCard(OptionalInt.empty(), name, story, happened, List.of(expected));
    }

    /** Whether {@code word} names this drill: its name or its number. */
    boolean answersTo(String word) {
        return name.equals(word) || (number.isPresent() && word.equals(numberText()));
    }

    /** The number, or a dash. */
    public String numberText() {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : "-";
    }
}
