package io.holdfast.web;

import io.holdfast.access.AttemptThrottle;
import io.holdfast.api.ops.OpsRequest;
import io.holdfast.api.ops.OpsRoute;
import io.holdfast.api.ops.OpsRoutes;
import io.holdfast.api.ops.OpsSession;
import io.holdfast.api.ops.SwitchRoutes;
import io.holdfast.operator.control.KillSwitches;
import io.holdfast.operator.control.SwitchedRoutes;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.overview.Overviews;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.OperatorView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator's page on the operator port: the overview, and the switches. No script, nothing foreign, nothing measured for it. */
public final class OperatorPages implements OpsRoutes {
    private static final String HOME = "/";
    private static final String SIGN_IN = "/sign-in";

    /** A token is pasted, not guessed: who errs five times waits. */
    private static final AttemptThrottle.Allowance ATTEMPTS = new AttemptThrottle.Allowance(5, Duration.ofSeconds(5));

    private final Html html = new Html();
    private final StaticFiles files = new StaticFiles();
    private final OpsSession session;
    private final Overviews overviews;
    private final FigureBoard board;
    private final SwitchRoutes switches;
    private final KillSwitches off;
    private final SwitchedRoutes names;
    private final AttemptThrottle throttle;
    private final Clock clock;

    public OperatorPages(
            OpsSession session,
            Overviews overviews,
            FigureBoard board,
            SwitchRoutes switches,
            KillSwitches off,
            SwitchedRoutes names,
            Clock clock) {
        this.session = session;
        this.overviews = overviews;
        this.board = board;
        this.switches = switches;
        this.off = off;
        this.names = names;
        this.throttle = new AttemptThrottle(ATTEMPTS, clock);
        this.clock = clock;
    }

    @Override
    public List<OpsRoute> routes() {
        return Stream.concat(
                        files.operatorRoutes().stream(),
                        Stream.of(
                                OpsRoute.page("GET", HOME, request -> home(request, 200, Optional.empty())),
                                OpsRoute.free("GET", SIGN_IN, request -> form(200, Optional.empty())),
                                OpsRoute.free("POST", SIGN_IN, this::signIn),
                                OpsRoute.page("POST", "/sign-out", this::signOut),
                                OpsRoute.page("POST", "/off", request -> deed(request, switches::turnOff)),
                                OpsRoute.page("POST", "/on", request -> deed(request, switches::turnOn))))
                .toList();
    }

    private Reply home(OpsRequest request, int status, Optional<String> refusal) {
        OperatorView view = OperatorViews.of(
                overviews.now(),
                board,
                off.states(),
                names.names(),
                files.assets(),
                session.formToken(request),
                refusal,
                clock.now());
        return html.page(status, "operator", Map.of("view", view)).header("Cache-Control", "no-store");
    }

    private Reply form(int status, Optional<String> refusal) {
        return html.page(status, "operator-sign-in", Map.of("assets", files.assets(), "refusal", refusal));
    }

    private Reply signIn(OpsRequest request) {
        Optional<Duration> wait = throttle.attempt(request.remote());
        if (wait.isPresent()) {
            long seconds = wait.get().toSeconds() + 1;
            return form(429, Optional.of("Too many attempts. Try again in " + seconds + " seconds."))
                    .header("Retry-After", Long.toString(seconds));
        }
        Optional<String> cookie =
                session.signIn(request.field("token").orElse("").strip());
        if (cookie.isEmpty()) {
            return form(401, Optional.of("This is not the token in the data directory."));
        }
        throttle.succeeded(request.remote());
        return Reply.seeOther(HOME).header("Set-Cookie", cookie.get());
    }

    private Reply signOut(OpsRequest request) {
        return deed(request, ignored -> {}).header("Set-Cookie", OpsSession.signOut());
    }

    /** Does what a form of ours asks for, and shows the page after it. */
    private Reply deed(OpsRequest request, java.util.function.Consumer<OpsRequest> deed) {
        if (!session.ourForm(request, request.field("form_token").orElse(""))) {
            return home(request, 403, Optional.of("The form was too old. Please try again."));
        }
        try {
            deed.accept(request);
            return Reply.seeOther(HOME);
        } catch (RefusedException refused) {
            return home(
                    request,
                    refused.refusal().status(),
                    Optional.of(refused.refusal().sentence()));
        }
    }
}
