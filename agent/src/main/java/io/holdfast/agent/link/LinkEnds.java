package io.holdfast.agent.link;

import io.holdfast.agent.report.Comeback;
import java.net.http.HttpResponse;

/** What the server's ways of ending or refusing a link mean to a device. */
final class LinkEnds {
    private static final int POLICY = 1008;

    /** What the server says to a device whose token it does not honour any more. */
    private static final String REVOKED = "not authorized";

    private LinkEnds() {}

    static LinkEnd closed(int code, String reason) {
        if (code == POLICY && reason.startsWith(REVOKED)) {
            return new LinkEnd.Unauthorized();
        }
        String why = "the server ended the link: " + code + (reason.isEmpty() ? "" : " " + reason);
        return new LinkEnd.SentAway(why, Comeback.of(reason));
    }

    static LinkEnd refused(HttpResponse<?> answer) {
        return answer.statusCode() == 401
                ? new LinkEnd.Unauthorized()
                : new LinkEnd.SentAway(
                        "the server answers " + answer.statusCode() + " to the link", Comeback.of(answer.headers()));
    }
}
