package io.holdfast.platform.config;

/** Whole numbers within bounds. */
final class Numbers {

    private Numbers() {}

    static int between(String text, int least, int most) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException("%d is not within %d and %d".formatted(number, least, most));
        }
        return number;
    }
}
