package io.holdfast.web;

import io.holdfast.access.Password;
import io.holdfast.access.Sessions;
import io.holdfast.access.SignIn;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.api.SessionCookie;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.SignInForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing in and out. */
final class SignInPages {
    private static final String SIGN_IN = "/sign-in";
    private static final String HOME = "/devices";
    // Address, password and where to go next.
    private static final BodyRule FORM = new BodyRule.AtMost(8 * 1024);

    private final PageFrame frame;
    private final Html html;
    private final StaticFiles files;
    private final SignIn signIn;
    private final Sessions sessions;

    SignInPages(PageFrame frame, Html html, StaticFiles files, SignIn signIn, Sessions sessions) {
        this.frame = frame;
        this.html = html;
        this.files = files;
        this.signIn = signIn;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.get(SIGN_IN, Policy.OPEN_PAGE, this::form),
                Route.post(SIGN_IN, Policy.OPEN_PAGE, FORM, this::signIn),
                Route.post("/sign-out", Policy.PAGE, FORM, this::signOut));
    }

    private Reply form(Call call) {
        return form(call, 200, call.query("next").orElse(""), "", Optional.empty());
    }

    private Reply form(Call call, int status, String next, String email, Optional<String> refusal) {
        Optional<Notice> notice = Notices.left(call);
        SignInForm view = new SignInForm(files.assets(), next, email, refusal, notice);
        return Notices.shown(html.page(status, "sign-in", Map.of("view", view)), notice);
    }

    private Reply signIn(Call call) {
        String email = call.form("email").orElse("");
        String next = call.form("next").orElse("");
        Password password = Password.typed(call.form("password").orElse(""));
        return switch (signIn.attempt(email, password, call.remoteAddress(), call.requestId(), false)) {
            case SignIn.Outcome.SignedIn in -> admitted(in, Reply.seeOther(destination(next)));
            case SignIn.Outcome.Refused refused ->
                form(call, 401, next, email, Optional.of("The address or the password is wrong."));
            case SignIn.Outcome.Suspended suspended ->
                form(call, 401, next, email, Optional.of("This tenant is suspended."));
            case SignIn.Outcome.Throttled throttled -> {
                long seconds = Math.max(1, throttled.retryAfter().toSeconds() + 1);
                String sentence = "Too many attempts. Try again in " + seconds + " seconds.";
                yield form(call, 429, next, email, Optional.of(sentence)).header("Retry-After", Long.toString(seconds));
            }
        };
    }

    static Reply admitted(SignIn.Outcome.SignedIn in, Reply reply) {
        Duration span = SignIn.LIFETIME;
        return SessionCookie.set(reply, in.token().reveal(), span);
    }

    /** Only a page of this server: anything that a browser could read as another host leads home. */
    static String destination(String next) {
        boolean ours = next.startsWith("/")
                && !next.startsWith("//")
                && next.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return ours ? next : HOME;
    }

    private Reply signOut(Call call) {
        frame.tokens().require(call);
        sessions.end(call.caller(), call.requestId());
        return SessionCookie.clear(frame.done(SIGN_IN, Notice.SIGNED_OUT));
    }
}
