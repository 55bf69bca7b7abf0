package io.holdfast.wire.link;

/** Rows and columns of a terminal, each 1 to {@link LinkLimits#TERMINAL_SIDE_MAX}. */
public record TerminalSize(int height, int width) {
    public TerminalSize {
        if (height < 1 || width < 1 || height > LinkLimits.TERMINAL_SIDE_MAX || width > LinkLimits.TERMINAL_SIDE_MAX) {
            throw new IllegalArgumentException("no terminal is " + height + " by " + width);
        }
    }

    /** The nearest size that a terminal can have. */
    public static TerminalSize clamped(long height, long width) {
        return new TerminalSize((int) Math.clamp(height, 1, LinkLimits.TERMINAL_SIDE_MAX), (int)
                Math.clamp(width, 1, LinkLimits.TERMINAL_SIDE_MAX));
    }
}
