package io.holdfast.fleet.drill.acknowledgement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When the server began to send each answer, by the client's port and the answer's number on the connection. */
final class Responses {
    private static final Pattern PORT = Pattern.compile("sin6?_port=htons\\((\\d+)\\)");
    private static final String ANSWER = "\"HTTP/1.1";

    private final Map<Integer, List<Long>> lines = new HashMap<>();

    Responses(List<SystemCall> calls) {
        Map<String, Integer> ports = new HashMap<>();
        for (SystemCall call : calls) {
            if (call.name().startsWith("accept") && call.result() >= 0) {
                Matcher port = PORT.matcher(call.arguments());
                if (port.find()) {
                    ports.put(call.returned(), Integer.parseInt(port.group(1)));
                }
            } else if (call.writes() && call.arguments().contains(ANSWER)) {
                Optional.ofNullable(ports.get(call.target()))
                        .ifPresent(port -> lines.computeIfAbsent(port, first -> new ArrayList<>())
                                .add(call.begun()));
            }
        }
    }

    /** The trace's line in which this answer began to leave; empty when the trace does not show it. */
    Optional<Long> left(TracedClient.Answer answer) {
        List<Long> sent = lines.getOrDefault(answer.port(), List.of());
        return answer.number() < sent.size() ? Optional.of(sent.get(answer.number())) : Optional.empty();
    }

    /** The line in which the answer before it on the same connection left, or 0: what it caused began later. */
    long leftBefore(TracedClient.Answer answer) {
        List<Long> sent = lines.getOrDefault(answer.port(), List.of());
        return answer.number() == 0 || answer.number() > sent.size() ? 0 : sent.get(answer.number() - 1);
    }
}
