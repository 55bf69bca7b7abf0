package io.holdfast.api.mender.device;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LeanPipeline;
import io.holdfast.gateway.link.Subprotocol;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/devices/v1/deviceconnect/connect}: turns the connection into the device's link (RFC 6455). Who asks was judged
 * by his token before, from memory. Devices send no {@code Origin}: whoever does is a browser on a foreign page.
 */
final class ConnectRoute {
    private static final Logger log = LoggerFactory.getLogger(ConnectRoute.class);
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    private static final int KEY_BYTES = 16;

    /** To a device that speaks both, what carries more. */
    private static final List<Subprotocol> PREFERRED = List.of(Subprotocol.MUX, Subprotocol.PROTOMSG);

    private final DeviceLinks links;

    ConnectRoute(DeviceLinks links) {
        this.links = links;
    }

    void handle(DeviceExchange exchange, ImageDevice device) {
        HttpServerRequest request = exchange.request();
        String key = request.getHeader("Sec-WebSocket-Key");
        if (request.getHeader(HttpHeaders.ORIGIN) != null) {
            exchange.refuse(403, "link.origin-refused", "devices' links are not for browsers");
        } else if (!asksForWebSocket(request)) {
            exchange.refuse(400, "link.not-a-websocket", "ask for an upgrade to WebSocket with HTTP/1.1");
        } else if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            exchange.response(426).putHeader("Sec-WebSocket-Version", "13");
            exchange.refuse(426, "link.websocket-version", "the version of WebSocket spoken here is 13");
        } else if (key == null || !isKey(key)) {
            exchange.refuse(400, "link.websocket-key", "the Sec-WebSocket-Key header is missing or not 16 bytes");
        } else if (links.draining()) {
            exchange.comeBack("link.restart", links.slot());
        } else {
            upgrade(exchange, device, key);
        }
    }

    private static boolean asksForWebSocket(HttpServerRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        return request.version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(upgrade)
                && lists(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade");
    }

    private static boolean lists(List<String> headers, String word) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .anyMatch(part -> part.strip().toLowerCase(Locale.ROOT).equals(word));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private void upgrade(DeviceExchange exchange, ImageDevice device, String key) {
        HttpServerRequest request = exchange.request();
        if (!exchange.claim(101)) {
            return;
        }
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(key));
        List<String> offered = request.headers().getAll("Sec-WebSocket-Protocol");
        Optional<Subprotocol> named = PREFERRED.stream()
                .filter(subprotocol -> lists(offered, subprotocol.wireName()))
                .findFirst();
        named.ifPresent(chosen -> response.putHeader("Sec-WebSocket-Protocol", chosen.wireName()));
        // mender-connect 2.1.0 names none and speaks Mender's.
        Subprotocol spoken = named.orElse(Subprotocol.PROTOMSG);
        request.toNetSocket().onComplete((socket, failed) -> upgraded(device, spoken, socket, failed));
    }

    private void upgraded(
            ImageDevice device, Subprotocol spoken, @Nullable NetSocket socket, @Nullable Throwable failed) {
        if (socket == null) {
            log.atDebug().setCause(failed).log("a device was gone before its link stood");
            return;
        }
        DeviceLink link = links.prepare(device, spoken);
        LeanPipeline.install(socket, link);
        links.opened(link);
    }

    private static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }
}
