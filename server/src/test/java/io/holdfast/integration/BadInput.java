package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/**
 * Requests that must be refused, each sent with a good one right behind it on the same connection: a refusal that leaves a part
 * of its request unread would make rubbish of the next.
 */
final class BadInput {
    private record Refused(String what, Request request, int status, String code) {}

    private final List<Refused> cases = new ArrayList<>();

    BadInput refuse(int status, String code, String what, Request request) {
        cases.add(new Refused(what, request, status, code));
        return this;
    }

    /** The request once with its length told beforehand and once in chunks. */
    BadInput refuseBody(int status, String code, String what, Request request, byte[] body) {
        return refuse(status, code, what + ", sized", request.sized(body))
                .refuse(status, code, what + ", chunked", request.chunked(body));
    }

    BadInput refuseBody(int status, String code, String what, Request request, String body) {
        return refuseBody(status, code, what, request, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Sends all over one connection to the address. The good request is answered with 204 after each. */
    void check(URI server, Request good) {
        SoftAssertions all = new SoftAssertions();
        try (RawConnection connection = RawConnection.to(server)) {
            for (Refused refused : cases) {
                connection.write(refused.request());
                connection.write(good);
                Answer answer = connection.read(refused.request().head());
                Answer next = connection.read(false);
                String what = refused.request().method() + " " + refused.what();
                if (refused.request().head()) {
                    all.assertThat(answer.status()).as(what).isEqualTo(refused.status());
                } else {
                    all.assertThat(answer).as(what).hasToString((refused.status() + " " + refused.code()).strip());
                    all.assertThat(answer.field("error").orElse("")).as(what).isNotEmpty();
                    all.assertThat(answer.field("request_id"))
                            .as(what)
                            .isNotEmpty()
                            .isEqualTo(answer.header("x-men-requestid"));
                }
                all.assertThat(next).as("the request after " + what).hasToString("204");
            }
        }
        assertThat(cases).isNotEmpty();
        all.assertAll();
    }
}
