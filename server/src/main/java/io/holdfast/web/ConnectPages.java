package io.holdfast.web;

import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Section;
import java.util.List;
import java.util.Map;

/** How a device is pointed here, and the certificate to give it. */
final class ConnectPages {
    private static final Refusal NONE = Refusal.notFound(
            "setup.no-own-certificate",
            "This server's certificate is signed by an authority; devices need no copy of it.");

    private final PageFrame frame;
    private final Connecting connecting;

    ConnectPages(PageFrame frame, Connecting connecting) {
        this.frame = frame;
        this.connecting = connecting;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/", Policy.PAGE, call -> Reply.seeOther(Section.DEVICES.href())),
                Route.get("/connect", Policy.PAGE, this::connect),
                // Public like every certificate: each TLS handshake shows it.
                Route.get("/setup/server.crt", Policy.ANYONE, call -> certificate()));
    }

    private Reply connect(Call call) {
        return frame.page(
                call,
                Section.CONNECT,
                "Connect a device",
                "connect",
                connecting.view(call.publicUrl(), call.caller().tenant()));
    }

    private Reply certificate() {
        return connecting
                .certificate()
                .map(own -> new Reply(
                        200,
                        List.of(
                                Map.entry("Content-Type", "application/x-pem-file"),
                                Map.entry("Content-Disposition", "attachment; filename=\"server.crt\"")),
                        own.bytes()))
                .orElseGet(() -> Reply.refused(NONE));
    }
}
