package io.holdfast.api.mender.device;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.release.BlobKey;
import io.holdfast.release.BlobStore;
import io.holdfast.release.ByteRange;
import io.holdfast.release.DownloadLinks;
import io.holdfast.rollout.DownloadTerms;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Downloads by signed link: {@code GET} and {@code HEAD}, resumable with {@code Range} and {@code If-Range} (RFC 9110, 14). */
final class DownloadRoute {
    private static final Duration MISSING_RETRY = Duration.ofSeconds(60);

    /** As for a token of another node. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(1);

    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(30);

    private final FleetImage image;
    private final Vertx vertx;
    private final DownloadLinks links;
    private final BlobStore blobs;

    DownloadRoute(FleetImage image, Vertx vertx, DownloadLinks links, BlobStore blobs) {
        this.image = image;
        this.vertx = vertx;
        this.links = links;
        this.blobs = blobs;
    }

    void handle(DeviceExchange exchange, String blob) {
        HttpServerRequest request = exchange.request();
        DownloadLinks.Check check = links.check(
                blob,
                Optional.ofNullable(request.getParam("expire")),
                Optional.ofNullable(request.getParam("key")),
                Optional.ofNullable(request.getParam("for")),
                Optional.ofNullable(request.getParam("signature")));
        switch (check) {
            case DownloadLinks.Check.Good good -> allowed(exchange, good);
            case DownloadLinks.Check.Expired ignored ->
                exchange.refuse(
                        403, "download.link-expired", "this download link has expired; ask for the update again");
            case DownloadLinks.Check.Forged ignored -> forged(exchange);
            case DownloadLinks.Check.UnknownKey ignored -> {
                if (image.fresh() && image.tokenKeys().complete(KeyPurpose.DOWNLOAD_LINK)) {
                    forged(exchange);
                } else {
                    exchange.comeBack("download.unknown-key", UNKNOWN_RETRY);
                }
            }
        }
    }

    private static void forged(DeviceExchange exchange) {
        exchange.refuse(403, "download.link-forged", "this download link is not one of this server's");
    }

    private void allowed(DeviceExchange exchange, DownloadLinks.Check.Good good) {
        Optional<DownloadTerms> terms = DownloadTerms.parse(good.terms());
        if (terms.isEmpty() || terms.get().standing(image) != DownloadTerms.Standing.UNKNOWN) {
            answer(exchange, good.blob(), terms);
            return;
        }
        // Another node gave the link and is a moment ahead.
        image.whenApplied(terms.get().seq(), AHEAD_MAX)
                .thenAccept(ignored -> exchange.later(() -> answer(exchange, good.blob(), terms)));
    }

    private void answer(DeviceExchange exchange, BlobKey blob, Optional<DownloadTerms> terms) {
        switch (terms.map(each -> each.standing(image)).orElse(DownloadTerms.Standing.AWAITED)) {
            case AWAITED -> find(exchange, blob);
            case ENDED -> exchange.refuse(404, "download.deployment-ended", "the deployment has ended for this device");
            case SUSPENDED ->
                exchange.refuse(403, "download.tenant-suspended", "the tenant of this device is suspended");
            case UNKNOWN -> exchange.comeBack("download.unknown-deployment", UNKNOWN_RETRY);
        }
    }

    private void find(DeviceExchange exchange, BlobKey key) {
        vertx.executeBlocking(() -> blobs.find(key), false).onComplete(found -> {
            if (found.failed()) {
                exchange.comeBack("download.store-away", MISSING_RETRY);
            } else if (found.result().isEmpty()) {
                exchange.refuse(404, "download.gone", "the artifact was deleted");
            } else {
                send(exchange, key, found.result().get());
            }
        });
    }

    private static void send(DeviceExchange exchange, BlobKey key, BlobStore.StoredBlob blob) {
        HttpServerRequest request = exchange.request();
        String etag = '"' + key.value() + '"';
        ByteRange range = ByteRange.of(header(request, "Range"), header(request, "If-Range"), etag, blob.size());
        switch (range) {
            case ByteRange.Whole ignored -> send(exchange, 200, etag, blob.file(), 0, blob.size(), null);
            case ByteRange.Part part ->
                send(exchange, 206, etag, blob.file(), part.first(), part.length(), part.contentRange());
            case ByteRange.Unsatisfiable ignored -> {
                exchange.response(416).putHeader("Content-Range", "bytes */" + blob.size());
                exchange.refuse(416, "download.range-unsatisfiable", "the range begins behind the artifact's end");
            }
        }
    }

    private static void send(
            DeviceExchange exchange,
            int status,
            String etag,
            Path file,
            long first,
            long length,
            @Nullable String contentRange) {
        if (!exchange.claim(status)) {
            return;
        }
        HttpServerResponse response = exchange.response(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/vnd.mender-artifact")
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.ETAG, etag);
        if (contentRange != null) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, contentRange);
        }
        if (HttpMethod.HEAD.equals(exchange.request().method())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length))
                    .end();
        } else {
            response.sendFile(file.toString(), first, length);
        }
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }
}
