package io.holdfast.cli;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hold devices back, or let them through. */
@Command(name = "set", description = "Hold devices back, or let them through.", sortOptions = false)
final class ValveSetCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;

    @Parameters(index = "0", paramLabel = "EFFECT", description = "allow, slow or deny.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String effect;

    @Mixin
    private final ValveOptions whom = new ValveOptions();

    @Option(names = "--rate", paramLabel = "N", description = "With slow: so many requests a second on each node.")
    private Optional<Integer> rate = Optional.empty();

    @Option(names = "--for", paramLabel = "SPAN", description = "How long, as 90s, 30m, 2h or 7d. Default: 1h.")
    private String lasts = "1h";

    @Option(names = "--reason", required = true, paramLabel = "WHY", description = "Why, for whoever finds it later.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Option(names = "--by", paramLabel = "WHO", description = "Who does it, for the audit trail.")
    private String who = System.getProperty("user.name", "operator");

    private static final Pattern SPAN = Pattern.compile("(\\d{1,7})([smhd])");

    private long seconds() {
        Matcher span = SPAN.matcher(lasts);
        if (!span.matches()) {
            throw new ParameterException(line, "'" + lasts + "' is no span: say 90s, 30m, 2h or 7d.");
        }
        long unit = switch (span.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
        return Long.parseLong(span.group(1)) * unit;
    }

    private ValveSetCommand(Map<String, String> environment) {
        this.settings = SettingOptions.addTo(line.getCommandSpec(), OperatorPort.SETTINGS, environment);
    }

    static CommandLine line(Map<String, String> environment) {
        return new ValveSetCommand(environment).line;
    }

    @Override
    public void run() {
        ObjectNode body = whom.json()
                .put("effect", effect)
                .put("expires_in_seconds", seconds())
                .put("reason", reason)
                .put("set_by", who);
        rate.ifPresent(perSecond -> body.put("per_second", perSecond));
        JsonNode answer = new OperatorPort(settings.read()).post("/valves", body);
        line.getOut().println(ValveText.of(answer));
        line.getOut().println(answer.path("sentence").asString(""));
        ValveText.touched(line.getOut(), answer.path("touches"));
        line.getOut().flush();
    }
}
