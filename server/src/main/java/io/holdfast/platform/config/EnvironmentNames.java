package io.holdfast.platform.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The variables that begin with {@code HOLDFAST_}: all of them must mean something. */
public final class EnvironmentNames {

    /** Names the configuration file, as {@code --config} does. */
    public static final String CONFIG_FILE = "HOLDFAST_CONFIG";

    /** Where a command that talks to a server finds it. */
    public static final String SERVER = "HOLDFAST_SERVER";

    /** A personal access token, for commands that talk to a server. */
    public static final String TOKEN = "HOLDFAST_TOKEN";

    /** Read by the launcher, by other commands and by the tests, not by the server. */
    private static final Set<String> OTHERS = Set.of(
            CONFIG_FILE,
            SERVER,
            TOKEN,
            "HOLDFAST_JAVA",
            "HOLDFAST_JAVA_OPTS",
            "HOLDFAST_AOT",
            "HOLDFAST_REQUIRE_CLIENTS");

    /** Kubernetes sets these in every pod beside a service called "holdfast"; nobody typed them. */
    private static final Pattern SERVICE_LINK = Pattern.compile("HOLDFAST_(SERVICE_(HOST|PORT.*)|PORT|PORT_\\d+_.*)");

    private EnvironmentNames() {}

    static void refuseUnknown(Map<String, String> environment) {
        List<String> known = Stream.concat(Settings.ALL.stream().map(Setting::environmentName), OTHERS.stream())
                .toList();
        environment.keySet().stream()
                .filter(name -> name.startsWith("HOLDFAST_") && !known.contains(name))
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw ConfigRefused.unknown("environment variable", name, NearestName.of(name, known));
                });
    }
}
