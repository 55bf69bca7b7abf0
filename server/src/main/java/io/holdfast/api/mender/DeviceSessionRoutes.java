package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.history.PastSession;
import io.holdfast.gateway.history.Playback;
import io.holdfast.gateway.history.Recorded;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.Uuids;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions on live devices that were, or are: the list, and what a terminal showed. */
public final class DeviceSessionRoutes {
    private static final String SESSIONS = LiveDeviceRoutes.BASE + "/sessions";
    private static final String SESSION = SESSIONS + "/{session_id}";

    /** Between two pieces of a playback where nothing else is asked for; what Mender's page is made for. */
    private static final int SLEEP_MS_DEFAULT = 50;

    private static final int SLEEP_MS_MAX = 10_000;

    private static final Refusal UNKNOWN = Refusal.notFound("session.unknown", "there is no such session on record");
    private static final Refusal NO_RECORDING =
            Refusal.notFound("session.not-recorded", "there is no recording of this session on this node");

    private final SessionHistory history;
    private final Recordings recordings;

    public DeviceSessionRoutes(SessionHistory history, Recordings recordings) {
        this.history = history;
        this.recordings = recordings;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(SESSIONS, Policy.SIGNED_IN, this::list),
                Route.get(SESSION, Policy.SIGNED_IN, call -> Reply.json(json(session(call)))),
                Route.get(SESSION + "/recording", Policy.SIGNED_IN, this::recording),
                Route.socket(SESSION + "/playback", this::play));
    }

    private Reply list(Call call) {
        Paging paging = Paging.of(call);
        Optional<DeviceId> device = call.query("device_id")
                .map(text -> DeviceId.parse(text)
                        .orElseThrow(() -> Refusal.badRequest("session.device-malformed", "device_id must be a UUID")
                                .exception()));
        List<PastSession> found = history.list(call.caller().tenant(), device, paging.offset(), paging.limit());
        boolean more = found.size() > paging.perPage();
        ArrayNode shown = Json.array();
        (more ? found.subList(0, paging.perPage()) : found).forEach(session -> shown.add(json(session)));
        return paging.link(Reply.json(shown), call, more);
    }

    private PastSession session(Call call) {
        return Uuids.parse(call.parameter("session_id"))
                .flatMap(id -> history.find(call.caller().tenant(), id))
                .orElseThrow(UNKNOWN::exception);
    }

    private Reply recording(Call call) {
        PastSession session = session(call);
        Recorded recorded = session.recording().orElseThrow(NO_RECORDING::exception);
        Reply head = Reply.empty(200)
                .header("Content-Type", "application/x-asciicast")
                .header("Content-Length", Long.toString(recorded.bytes()));
        try (InputStream in = open(recorded)) {
            OutputStream out = call.answer(head);
            in.transferTo(out);
            out.close(); // not when the copy failed: half a recording is cut
            return head;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private InputStream open(Recorded recorded) throws IOException {
        return recordings.open(recorded).orElseThrow(NO_RECORDING::exception);
    }

    private Reply play(Call call) {
        PastSession session = session(call);
        Recorded recorded = session.recording().orElseThrow(NO_RECORDING::exception);
        Duration pause = pause(call);
        try {
            // Looked for here, so that a recording that is not there is a refusal and no WebSocket that ends at once.
            open(recorded).close();
            call.upgrade(channel -> Playback.start(session.id().toString(), channel, () -> open(recorded), pause));
            return Reply.empty(101);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Duration pause(Call call) {
        String text = call.query("sleep_ms").orElse(Integer.toString(SLEEP_MS_DEFAULT));
        try {
            int millis = Integer.parseInt(text);
            if (millis >= 0 && millis <= SLEEP_MS_MAX) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw Refusal.badRequest("playback.sleep-malformed", "sleep_ms is 0 to " + SLEEP_MS_MAX)
                .exception();
    }

    private static ObjectNode json(PastSession session) {
        ObjectNode json = Json.object()
                .put("id", session.id().toString())
                .put("kind", session.kind().label())
                .put("user_id", session.user().toString())
                .put("device_id", session.device().toString())
                .put("address", session.from())
                .put("started", session.started().toString());
        session.ended().ifPresent(at -> json.put("ended", at.toString()).put("cause", session.cause()));
        json.put("bytes_to_device", session.bytesToDevice()).put("bytes_from_device", session.bytesFromDevice());
        session.recording()
                .ifPresent(recorded -> json.putObject("recording")
                        .put("bytes", recorded.bytes())
                        .put("whole", recorded.whole()));
        return json;
    }
}
