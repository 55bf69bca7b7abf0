package io.holdfast.gateway.url;

import io.holdfast.platform.http.Refusal;

/** What can be wrong on the way to a device's program, in words for a person. */
enum UrlTrouble {
    UNKNOWN(404, "url.unknown", "There is nothing at this address."),
    PASSWORD(401, "url.password", "This address takes a name and a password."),
    ENDED(403, "url.ended", "This link has expired or was taken back. Ask whoever gave it to you for another."),
    SESSION_UNTOLD(503, "url.session-untold", "The server cannot tell now whether you are signed in. Try again."),
    NEEDS_HTTPS(400, "url.needs-https", "This address is for people who are signed in, which takes HTTPS."),
    HTTP_VERSION(505, "url.http-version", "Addresses of devices are served over HTTP/1.1."),
    MALFORMED(400, "url.malformed", "This request cannot be passed on as it is."),
    OFFLINE(503, "url.device-offline", "The device is not connected now."),
    DEVICE_BUSY(503, "url.device-busy", "The device has as many connections as it can have. Try again."),
    NOT_SERVED(
            502,
            "url.not-served",
            "The device's agent does not serve port forwarding: it is too old, or its owner has switched that off."),
    NOTHING_LISTENS(502, "url.nothing-listens", "Nothing on the device listens on this port."),
    CONNECT_TIMED_OUT(504, "url.device-silent", "The device did not answer in time."),
    NO_ANSWER(502, "url.no-answer", "The program on the device ended the connection without an answer."),
    BAD_ANSWER(502, "url.bad-answer", "What the program on the device answered is not HTTP."),
    UNTRUSTED(
            502,
            "url.tls-failed",
            "The program on the device does not speak TLS, or has a certificate that is not believed."),
    ANSWER_LATE(504, "url.answer-late", "The program on the device did not answer in time."),
    TOO_MANY_REQUESTS(429, "url.too-many-requests", "This address is asked too often. Try again."),
    URL_FULL(503, "url.busy", "Too many are using this address. Try again."),
    NODE_FULL(503, "server.busy", "The server passes on as much as it can. Try again.");

    private final int status;
    private final String code;
    private final String sentence;

    UrlTrouble(int status, String code, String sentence) {
        this.status = status;
        this.code = code;
        this.sentence = sentence;
    }

    Refusal refusal() {
        return new Refusal(status, code, sentence);
    }

    Refusal refusal(String more) {
        return new Refusal(status, code, sentence + (more.isEmpty() ? "" : " " + more));
    }

    /** Whether it may pass by itself. */
    boolean passes() {
        return status == 503 || status == 429;
    }
}
