package io.holdfast.web;

import java.util.Locale;

/** The course of a figure as the points of a line, 300 wide and 40 high, from nothing at the bottom to its highest, or more, at the top. */
final class Course {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 40;

    /** Beyond that nobody sees more, and the page only grows. */
    private static final int POINTS_MAX = 150;

    private Course() {}

    /**
     * Empty where there are too few to draw. Of samples that share a point the highest is drawn: peaks are what one looks for.
     *
     * @param least that the top stands for, so that little of something does not look like much
     */
    static String of(double[] samples, double least) {
        if (samples.length < 2) {
            return "";
        }
        double top = least;
        for (double sample : samples) {
            top = Math.max(top, sample);
        }
        int points = Math.min(POINTS_MAX, samples.length);
        StringBuilder line = new StringBuilder(points * 10);
        for (int i = 0; i < points; i++) {
            double highest = 0;
            for (int at = samples.length * i / points; at < samples.length * (i + 1) / points; at++) {
                highest = Math.max(highest, samples[at]);
            }
            double x = (double) WIDTH * i / (points - 1);
            double y = top == 0 ? HEIGHT - 1 : HEIGHT - 1 - (HEIGHT - 2) * highest / top;
            line.append(String.format(Locale.ROOT, "%.0f,%.1f ", x, y));
        }
        return line.toString().strip();
    }
}
