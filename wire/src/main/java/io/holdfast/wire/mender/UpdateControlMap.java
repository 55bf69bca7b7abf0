package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Where a device that updates itself waits, goes on or fails. A client refuses the whole deployment for one key that it does not
 * know, so nothing is passed through: what is written is what was understood.
 *
 * @param priority against other maps on the device, such as those of its own programs
 * @param states what is said of each point; at the others the device goes on
 */
public record UpdateControlMap(int priority, SequencedMap<ControlPoint, Control> states) {
    /** Nothing is held back anywhere. */
    public static final UpdateControlMap GO_ON = new UpdateControlMap(0, new TreeMap<>());

    private static final int PRIORITY_MAX = 10;
    private static final int BYTES_MAX = 4_096;
    private static final Set<String> FIELDS = Set.of("id", "priority", "states");
    private static final String POINTS =
            Arrays.stream(ControlPoint.values()).map(ControlPoint::wireName).collect(Collectors.joining(", "));

    /** Copies and sorts. */
    public UpdateControlMap {
        states = Collections.unmodifiableSequencedMap(new TreeMap<>(states));
        if (Math.abs(priority) > PRIORITY_MAX) {
            throw new IllegalArgumentException("a priority is -10 to 10");
        }
    }

    /**
     * Reads a map as a person sends it. An {@code id} is ignored: a map's id is its deployment's, or the client refuses it.
     *
     * @throws MalformedInput with a code beginning with {@code control-map.} or {@code request.}
     */
    public static UpdateControlMap parse(JsonValue value) {
        if (!(value instanceof JsonValue.Obj object)) {
            throw MalformedInput.wrongType("update_control_map", "an object");
        }
        if (!FIELDS.containsAll(object.members().keySet())) {
            throw new MalformedInput(
                    "control-map.unknown-field", "an update control map has \"priority\" and \"states\" only");
        }
        TreeMap<ControlPoint, Control> states = new TreeMap<>();
        object.object("states")
                .ifPresent(named -> named.members().forEach((name, control) -> {
                    ControlPoint point = ControlPoint.ofWireName(name)
                            .orElseThrow(() -> new MalformedInput(
                                    "control-map.unknown-state", "the states of an update control map are " + POINTS));
                    states.put(point, Control.parse(control));
                }));
        return new UpdateControlMap(
                object.member("priority").map(UpdateControlMap::priority).orElse(0), states);
    }

    private static int priority(JsonValue value) {
        if (!(value instanceof JsonValue.Num number)) {
            throw MalformedInput.wrongType("priority", "a number");
        }
        if (number.value().scale() > 0 || number.value().abs().compareTo(BigDecimal.valueOf(PRIORITY_MAX)) > 0) {
            throw new MalformedInput("control-map.priority", "\"priority\" must be a whole number from -10 to 10");
        }
        return number.value().intValueExact();
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static UpdateControlMap ofText(String text) {
        try {
            return parse(StrictJson.read(text.getBytes(StandardCharsets.UTF_8), BYTES_MAX));
        } catch (MalformedInput unreadable) {
            throw new IllegalArgumentException("an update control map cannot be read", unreadable);
        }
    }

    /** As JSON, without an id. */
    public String text() {
        return write(new StringBuilder(256), Optional.empty()).toString();
    }

    /** The 200 answer to {@code GET .../deployments/{id}/update_control_map}, UTF-8. */
    public byte[] answer(UUID deployment) {
        StringBuilder out = new StringBuilder(320).append("{\"update_control_map\":");
        return write(out, Optional.of(deployment)).append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends it as a device reads it: its id is the deployment's. */
    void write(StringBuilder out, UUID deployment) {
        write(out, Optional.of(deployment));
    }

    private StringBuilder write(StringBuilder out, Optional<UUID> deployment) {
        out.append('{');
        deployment.ifPresent(id -> out.append("\"id\":\"").append(id).append("\","));
        out.append("\"priority\":").append(priority).append(",\"states\":{");
        char separator = 0;
        for (Map.Entry<ControlPoint, Control> state : states.entrySet()) {
            if (separator != 0) {
                out.append(separator);
            }
            out.append('"').append(state.getKey().wireName()).append("\":");
            state.getValue().write(out);
            separator = ',';
        }
        return out.append("}}");
    }

    /** Of the text: an enum's hash differs from process to process, and images of two nodes are compared by their hashes. */
    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UpdateControlMap map && map.priority == priority && map.states.equals(states);
    }
}
