package io.holdfast.fleet.cli;

import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Prints figures as one line of JSON or as a table for people. */
final class Figures {
    private Figures() {}

    static void print(PrintWriter out, boolean json, Map<String, Object> figures) {
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(figures));
        } else {
            int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
            figures.forEach((name, value) -> out.printf("%-" + width + "s  %s%n", name, value));
        }
        out.flush();
    }
}
