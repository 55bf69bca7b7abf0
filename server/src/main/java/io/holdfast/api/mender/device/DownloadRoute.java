package io.holdfast.api.mender.device;

import io.holdfast.release.BlobKey;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.LinkSignatures;
import io.holdfast.rollout.DownloadTerms;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/** Downloads by signed link: {@code GET} and {@code HEAD}, resumable with {@code Range} and {@code If-Range} (RFC 9110, 14). */
final class DownloadRoute {
    private static final Duration MISSING_RETRY = Duration.ofSeconds(60);

    private final LinkGate gate;
    private final Vertx vertx;
    private final DownloadLinks links;
    private final BlobStore blobs;

    DownloadRoute(LinkGate gate, Vertx vertx, DownloadLinks links, BlobStore blobs) {
        this.gate = gate;
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
            case DownloadLinks.Check.Expired ignored -> gate.refuse(exchange, LinkSignatures.Verdict.EXPIRED);
            case DownloadLinks.Check.Forged ignored -> gate.refuse(exchange, LinkSignatures.Verdict.FORGED);
            case DownloadLinks.Check.UnknownKey ignored -> gate.refuse(exchange, LinkSignatures.Verdict.UNKNOWN_KEY);
        }
    }

    private void allowed(DeviceExchange exchange, DownloadLinks.Check.Good good) {
        DownloadTerms.parse(good.terms())
                .ifPresentOrElse(
                        terms -> gate.pass(exchange, terms, () -> find(exchange, good.blob())),
                        () -> find(exchange, good.blob()));
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
        ArtifactAnswer.send(
                exchange,
                '"' + key.value() + '"',
                blob.size(),
                (response, first, length) -> response.sendFile(blob.file().toString(), first, length));
    }
}
