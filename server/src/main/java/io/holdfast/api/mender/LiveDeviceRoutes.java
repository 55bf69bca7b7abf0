package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.client.ClientWishes;
import io.holdfast.gateway.connection.LiveDevices;
import io.holdfast.gateway.connection.PersonConnections;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.List;

/** Live devices of the deviceconnect API: the WebSocket to one, and wishes to its update client. */
public final class LiveDeviceRoutes {
    static final String BASE = "/api/management/v1/deviceconnect";
    static final String DEVICE = BASE + "/devices/{id}";

    static final Refusal TOO_MANY = new Refusal(
            429,
            "connection.too-many",
            "you, your tenant, the device or this node has as many connections as there may be; close one");

    private static final int CONFLICT = 409;
    /** What Mender answers to who wants to connect; its tools take 409 for another trouble there. */
    private static final int NOT_FOUND = 404;

    private final LiveDevices devices;
    private final PersonConnections connections;
    private final ClientWishes wishes;
    private final SessionBook book;

    public LiveDeviceRoutes(LiveDevices devices, PersonConnections connections, ClientWishes wishes, SessionBook book) {
        this.devices = devices;
        this.connections = connections;
        this.wishes = wishes;
        this.book = book;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.socket(DEVICE + "/connect", this::connect),
                Route.post(
                        DEVICE + "/check-update",
                        Policy.SIGNED_IN,
                        BodyRule.NONE,
                        call -> ask(call, ClientWishes.Wish.CHECK_UPDATE, "device.check-update")),
                Route.post(
                        DEVICE + "/send-inventory",
                        Policy.SIGNED_IN,
                        BodyRule.NONE,
                        call -> ask(call, ClientWishes.Wish.SEND_INVENTORY, "device.send-inventory")));
    }

    private Reply connect(Call call) {
        DeviceRef device = LiveDevicePath.connected(call, devices, NOT_FOUND);
        if (!connections.room(call.caller(), device)) {
            return Reply.refused(TOO_MANY);
        }
        Access access = new Access(call.caller(), device, call.remoteAddress(), call.requestId());
        call.upgrade(channel -> connections.take(access, channel));
        return Reply.empty(101);
    }

    private Reply ask(Call call, ClientWishes.Wish wish, String action) {
        DeviceRef device = LiveDevicePath.connected(call, devices, CONFLICT);
        return switch (wishes.ask(device, LiveDevicePath.owner(call), wish)) {
            case ClientWishes.Outcome.Done ignored -> {
                book.note(
                        new Access(call.caller(), device, call.remoteAddress(), call.requestId()),
                        action,
                        Json.object());
                yield Reply.empty(202);
            }
            case ClientWishes.Outcome.Failed failed ->
                Reply.refused(Refusal.conflict(
                        "client.failed", "the device could not ask its update client: " + failed.text()));
            case ClientWishes.Outcome.Refused refused -> Reply.refused(refusal(refused.reason(), refused.text()));
            case ClientWishes.Outcome.Unanswered silent -> Reply.refused(refusal(silent.reason(), silent.text()));
        };
    }

    static Refusal refusal(SessionOpening.Reason reason, String text) {
        Refusal plain = reason.refusal();
        return text.isEmpty() ? plain : new Refusal(plain.status(), plain.code(), plain.sentence() + ": " + text);
    }
}
