package io.holdfast.platform.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that somebody most likely meant. */
final class NearestName {

    private NearestName() {}

    /** The name with the fewest edits from {@code typed}; the first of equals. {@code known} is not empty. */
    static String of(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> edits(typed, name)))
                .orElseThrow();
    }

    /** Levenshtein distance, two rows. */
    static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
