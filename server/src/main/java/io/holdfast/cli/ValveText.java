package io.holdfast.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** Valves and whom they touch, as lines for a person. */
final class ValveText {
    private ValveText() {}

    static String of(JsonNode valve) {
        StringBuilder text = new StringBuilder(valve.path("id").asString(""));
        text.append("  ").append(valve.path("effect").asString(""));
        if (valve.has("per_second")) {
            text.append(' ').append(valve.path("per_second").asInt(0)).append("/s");
        }
        named(
                text,
                valve,
                "tenant",
                valve.path("tenant_name").asString(valve.path("tenant").asString("")));
        named(text, valve, "device_type", valve.path("device_type").asString(""));
        named(text, valve, "version", valve.path("version").asString(""));
        named(text, valve, "device", valve.path("device").asString(""));
        text.append("  until ").append(valve.path("expires_at").asString(""));
        text.append("  ").append(valve.path("scope").asString(""));
        if (valve.has("refused")) {
            text.append("  put off ").append(valve.path("refused").asLong(0));
        }
        return printable(text.append("  ")
                .append(valve.path("set_by").asString(""))
                .append(": ")
                .append(valve.path("reason").asString(""))
                .toString());
    }

    private static void named(StringBuilder text, JsonNode valve, String name, String value) {
        if (valve.has(name)) {
            text.append("  ").append(name).append("='").append(value).append('\'');
        }
    }

    static void touched(PrintWriter out, JsonNode touches) {
        out.println(touches.path("devices").asInt(0) + " devices, "
                + touches.path("links").asInt(0) + " links here");
        touches.path("cohorts")
                .valueStream()
                .forEach(cohort -> out.println(printable("  "
                        + cohort.path("devices").asInt(0) + " devices, "
                        + cohort.path("links").asInt(0) + " links: tenant='"
                        + cohort.path("tenant_name").asString("") + "' device_type='"
                        + cohort.path("device_type").asString("") + "' version='"
                        + cohort.path("version").asString("") + "'")));
    }

    /** Devices choose their names: none of them may say anything to a terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
