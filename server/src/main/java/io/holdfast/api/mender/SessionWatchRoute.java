package io.holdfast.api.mender;

import io.holdfast.access.User;
import io.holdfast.access.Users;
import io.holdfast.api.Call;
import io.holdfast.api.Route;
import io.holdfast.gateway.connection.PersonConnections;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.gateway.history.Watch;
import io.holdfast.gateway.terminal.Audience;
import io.holdfast.gateway.terminal.RunningTerminals;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.Uuids;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import java.util.List;

/** The WebSocket over which one person watches another's terminal; it is on record before anything is shown. */
public final class SessionWatchRoute {
    static final String PATH = LiveDeviceRoutes.BASE + "/sessions/{session_id}/watch";

    private static final Refusal NOT_RUNNING =
            Refusal.notFound("session.not-running", "no such terminal runs on this node");
    private static final Refusal TOO_MANY = new Refusal(
            429, "session.too-many-watchers", "as many as may watch this terminal do; " + Audience.MAX + " at once");

    private final RunningTerminals terminals;
    private final PersonConnections connections;
    private final SessionHistory history;
    private final Users users;

    public SessionWatchRoute(
            RunningTerminals terminals, PersonConnections connections, SessionHistory history, Users users) {
        this.terminals = terminals;
        this.connections = connections;
        this.history = history;
        this.users = users;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(Route.socket(PATH, this::watch));
    }

    private Reply watch(Call call) {
        Audience audience = Uuids.parse(call.parameter("session_id"))
                .flatMap(id -> terminals.find(call.caller().tenant(), id))
                .orElseThrow(NOT_RUNNING::exception);
        if (!audience.hasRoom()) {
            return Reply.refused(TOO_MANY);
        }
        if (!connections.roomToWatch(call.caller())) {
            return Reply.refused(LiveDeviceRoutes.TOO_MANY);
        }
        String watcher = users.find(call.caller().tenant(), call.caller().user())
                .map(User::email)
                .orElseThrow(NOT_RUNNING::exception)
                .value();
        DeviceRef device =
                new DeviceRef(call.caller().tenant(), audience.session().device());
        Access access = new Access(call.caller(), device, call.remoteAddress(), call.requestId());
        Watch watch = new Watch(access, watcher, audience.session());
        call.upgrade(channel -> connections.watch(watch, audience, channel));
        history.watchBegins(watch);
        return Reply.empty(101);
    }
}
