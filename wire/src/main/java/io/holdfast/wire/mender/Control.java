package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an update control map says of one point.
 *
 * @param onMapExpire what holds when the device could not fetch the map for its expiry time; a device cannot wait for a map it does
 *     not hear of, so this is never {@link ControlAction#PAUSE}
 * @param onActionExecuted what holds at the same point once the action was done
 */
public record Control(ControlAction action, ControlAction onMapExpire, ControlAction onActionExecuted) {
    private static final String ACTION = "action";
    private static final String ON_MAP_EXPIRE = "on_map_expire";
    private static final String ON_ACTION_EXECUTED = "on_action_executed";
    private static final Set<String> FIELDS = Set.of(ACTION, ON_MAP_EXPIRE, ON_ACTION_EXECUTED);

    private static final String ACTIONS =
            Arrays.stream(ControlAction.values()).map(ControlAction::wireName).collect(Collectors.joining(", "));

    public Control {
        if (onMapExpire == ControlAction.PAUSE) {
            throw new IllegalArgumentException("a map that expired cannot pause");
        }
    }

    /** The action, and for the rest what clients take where nothing is said. */
    public static Control of(ControlAction action) {
        return new Control(action, whenExpired(action), action);
    }

    private static ControlAction whenExpired(ControlAction action) {
        return action == ControlAction.PAUSE ? ControlAction.FAIL : action;
    }

    /**
     * Reads a member of {@code states}. What is absent or empty is as in {@link #of}; an absent action goes on.
     *
     * @throws MalformedInput with a code beginning with {@code control-map.} or {@code request.}
     */
    static Control parse(JsonValue value) {
        if (!(value instanceof JsonValue.Obj object)) {
            throw MalformedInput.wrongType("states", "an object of objects");
        }
        if (!FIELDS.containsAll(object.members().keySet())) {
            throw new MalformedInput(
                    "control-map.unknown-field",
                    "a state of an update control map has \"" + ACTION + "\", \"" + ON_MAP_EXPIRE + "\" and \""
                            + ON_ACTION_EXECUTED + "\" only");
        }
        ControlAction action = action(object, ACTION).orElse(ControlAction.CONTINUE);
        ControlAction expired = action(object, ON_MAP_EXPIRE).orElse(whenExpired(action));
        if (expired == ControlAction.PAUSE) {
            throw new MalformedInput("control-map.expiry-cannot-pause", "\"" + ON_MAP_EXPIRE + "\" cannot be pause");
        }
        return new Control(action, expired, action(object, ON_ACTION_EXECUTED).orElse(action));
    }

    private static Optional<ControlAction> action(JsonValue.Obj object, String field) {
        return object.optionalText(field, 64)
                .filter(name -> !name.isEmpty())
                .map(name -> ControlAction.ofWireName(name)
                        .orElseThrow(() -> new MalformedInput(
                                "control-map.unknown-action", "\"" + field + "\" must be one of " + ACTIONS)));
    }

    void write(StringBuilder out) {
        out.append("{\"" + ACTION + "\":\"").append(action.wireName());
        out.append("\",\"" + ON_MAP_EXPIRE + "\":\"").append(onMapExpire.wireName());
        out.append("\",\"" + ON_ACTION_EXECUTED + "\":\"")
                .append(onActionExecuted.wireName())
                .append("\"}");
    }
}
