package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.StrictJson;
import java.util.List;
import java.util.Optional;

/** What a caller of the device authentication API asks for. */
final class DeviceQueries {
    private DeviceQueries() {}

    sealed interface Asked permits Filtered, Nothing {}

    record Filtered(DeviceFilter filter) implements Asked {}

    /** Ids were named, and none of them can be a device's. */
    record Nothing() implements Asked {}

    static Asked ofQuery(Call call) {
        List<String> statuses =
                call.queryAll("status").stream().filter(text -> !text.isEmpty()).toList();
        return asked(statuses, call.queryAll("id"));
    }

    static Asked ofBody(byte[] body) {
        JsonValue.Obj search = StrictJson.readObject(body, ((BodyRule.AtMost) BodyRule.JSON).bytes());
        return asked(search.texts("status"), search.texts("id"));
    }

    private static Asked asked(List<String> statuses, List<String> ids) {
        if (ids.size() > DeviceFilter.IDS_MAX) {
            throw Refusal.badRequest("request.too-many-ids", "At most " + DeviceFilter.IDS_MAX + " ids at once.")
                    .exception();
        }
        List<Standing> standings =
                statuses.stream().map(DeviceQueries::standing).toList();
        List<DeviceId> known =
                ids.stream().map(DeviceId::parse).flatMap(Optional::stream).toList();
        return known.isEmpty() && !ids.isEmpty() ? new Nothing() : new Filtered(new DeviceFilter(standings, known));
    }

    /** The standing that a status body asks for. */
    static Standing decision(byte[] body) {
        return standing(StrictJson.readObject(body, 4096).text("status", 64));
    }

    private static Standing standing(String name) {
        for (Standing standing : Standing.values()) {
            if (standing.wireName().equals(name)) {
                return standing;
            }
        }
        throw Refusal.badRequest(
                        "request.status-unknown",
                        "\"status\" must be one of pending, accepted, rejected, preauthorized, noauth.")
                .exception();
    }
}
