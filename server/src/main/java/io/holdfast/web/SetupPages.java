package io.holdfast.web;

import io.holdfast.access.Email;
import io.holdfast.access.Password;
import io.holdfast.access.SetupLink;
import io.holdfast.access.SignIn;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.SetupForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one-time link: the first administrator chooses address and password, and is signed in. */
final class SetupPages {
    private static final BodyRule FORM = new BodyRule.AtMost(8 * 1024);

    private static final Refusal USED = new Refusal(
            404,
            "setup.link-used",
            "This set-up link is not good any more: it worked once, and the server has its first user. Sign in.");

    private static final Refusal NOT_OURS = new Refusal(
            404,
            "setup.link-unknown",
            "This is not the server's set-up link, or a later start replaced it. The one that works is in the file setup-link of"
                    + " the data directory.");

    private final Html html;
    private final StaticFiles files;
    private final SetupLink link;
    private final SignIn signIn;

    SetupPages(Html html, StaticFiles files, SetupLink link, SignIn signIn) {
        this.html = html;
        this.files = files;
        this.link = link;
        this.signIn = signIn;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/setup", Policy.OPEN_PAGE, this::form),
                Route.post("/setup", Policy.OPEN_PAGE, FORM, this::redeem));
    }

    private Reply form(Call call) {
        String token = call.query("token").orElse("");
        if (!link.opens(token)) {
            return refused();
        }
        return form(200, token, "", Optional.empty());
    }

    private Reply form(int status, String token, String email, Optional<String> refusal) {
        SetupForm view = new SetupForm(files.assets(), token, email, Password.LENGTH_MIN, refusal);
        return html.page(status, "setup", Map.of("view", view));
    }

    private Reply refused() {
        return Reply.refused(link.over() ? USED : NOT_OURS);
    }

    private Reply redeem(Call call) {
        String token = call.form("token").orElse("");
        String typed = call.form("email").orElse("");
        String password = call.form("password").orElse("");
        Optional<Email> email = Email.parse(typed);
        if (email.isEmpty()) {
            return form(422, token, typed, Optional.of("This is not an e-mail address."));
        }
        if (!password.equals(call.form("again").orElse(""))) {
            return form(422, token, typed, Optional.of("The two passwords differ. Type the same one twice."));
        }
        return switch (Password.chosen(password, email.get())) {
            case Password.Judged.Refused refused -> form(422, token, typed, Optional.of(refused.sentence()));
            case Password.Judged.Good good -> redeem(call, token, email.get(), good.password());
        };
    }

    private Reply redeem(Call call, String token, Email email, Password password) {
        return switch (link.redeem(token, email, password)) {
            case SetupLink.Outcome.Refused refused -> refused();
            case SetupLink.Outcome.Done done ->
                switch (signIn.attempt(email.value(), password, call.remoteAddress(), call.requestId(), false)) {
                    case SignIn.Outcome.SignedIn in ->
                        Notices.leave(SignInPages.admitted(in, Reply.seeOther("/connect")), Notice.SET_UP);
                    // Somebody guesses from the same address: the account stands all the same.
                    case SignIn.Outcome.Refused refused -> Reply.seeOther("/sign-in");
                    case SignIn.Outcome.Suspended suspended -> Reply.seeOther("/sign-in");
                    case SignIn.Outcome.Throttled throttled -> Reply.seeOther("/sign-in");
                };
        };
    }
}
