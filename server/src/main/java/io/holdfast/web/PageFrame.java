package io.holdfast.web;

import io.holdfast.access.UserKeys;
import io.holdfast.access.Users;
import io.holdfast.api.Call;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.identity.Devices;
import io.holdfast.identity.Standing;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Confirmation;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Section;
import io.holdfast.web.view.Shell;
import io.holdfast.web.view.When;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What all pages of a signed-in person share: what stands around them, form tokens, and the redirect after a deed. */
final class PageFrame {
    private final Html html;
    private final StaticFiles files;
    private final FormTokens tokens;
    private final Users users;
    private final Devices devices;
    private final Propagation propagation;
    private final BooleanSupplier failoverMayLose;
    private final Clock clock;

    PageFrame(
            Html html,
            StaticFiles files,
            UserKeys keys,
            Users users,
            Devices devices,
            Propagation propagation,
            BooleanSupplier failoverMayLose,
            Clock clock) {
        this.html = html;
        this.files = files;
        this.tokens = new FormTokens(keys);
        this.users = users;
        this.devices = devices;
        this.propagation = propagation;
        this.failoverMayLose = failoverMayLose;
        this.clock = clock;
    }

    FormTokens tokens() {
        return tokens;
    }

    Reply page(Call call, Section section, String title, String template, Object view) {
        return page(call, 200, section, title, template, view);
    }

    Reply page(Call call, int status, Section section, String title, String template, Object view) {
        Optional<Notice> notice = Notices.left(call);
        Shell shell = new Shell(
                title,
                section,
                files.assets(),
                users.find(call.caller().tenant(), call.caller().user())
                        .map(user -> user.email().value())
                        .orElse(""),
                tokens.of(call.caller().session()),
                devices.count(call.caller().tenant(), List.of(Standing.PENDING)),
                notice,
                failoverMayLose.getAsBoolean());
        return Notices.shown(html.page(status, template, Map.of("shell", shell, "view", view)), notice);
    }

    /** Asks before a deed that cannot be taken back. */
    Reply confirm(Call call, Section section, Confirmation confirmation) {
        return page(call, section, confirmation.title(), "confirm", confirmation);
    }

    /** After a deed: look there, where the notice stands. */
    Reply done(String location, Notice notice) {
        return Notices.leave(Reply.seeOther(location), notice);
    }

    /** As {@link #done}, once the deed is in force on this node: the page after it must not show the world before it. */
    Reply inForce(Committed<?> committed, String location, Notice notice) {
        return switch (propagation.await(committed.seq())) {
            case Propagation.Reach.Everywhere everywhere -> done(location, notice);
            case Propagation.Reach.NotYetOn late -> done(location, Notice.NOT_EVERYWHERE);
        };
    }

    When when(Instant at) {
        return When.of(at, clock.now());
    }
}
