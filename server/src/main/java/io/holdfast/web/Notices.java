package io.holdfast.web;

import io.holdfast.api.Call;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Notice;
import java.util.Optional;

/** Carries a notice over the redirect after a deed, in a cookie that the next page clears. */
final class Notices {
    private static final String COOKIE = "__Host-notice";
    private static final String BOUND_TO_HERE = "; Path=/; Secure; HttpOnly; SameSite=Lax";
    // The redirect takes milliseconds; a browser that never follows it must not show old news tomorrow.
    private static final int SECONDS_MAX = 60;

    private Notices() {}

    static Reply leave(Reply reply, Notice notice) {
        return reply.header("Set-Cookie", COOKIE + "=" + notice.name() + BOUND_TO_HERE + "; Max-Age=" + SECONDS_MAX);
    }

    static Optional<Notice> left(Call call) {
        return call.cookie(COOKIE).flatMap(Notice::named);
    }

    /** Shown now, so never again. */
    static Reply shown(Reply reply, Optional<Notice> notice) {
        return notice.isPresent() ? reply.header("Set-Cookie", COOKIE + "=" + BOUND_TO_HERE + "; Max-Age=0") : reply;
    }
}
