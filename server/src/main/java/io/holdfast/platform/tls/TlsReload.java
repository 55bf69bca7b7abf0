package io.holdfast.platform.tls;

import io.holdfast.platform.startup.StartRefused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the certificate's files: new connections get a new certificate within seconds of its writing, and old
 * connections go on. Files that do not fit (a renewal half written) change nothing; the next look tries again.
 */
public final class TlsReload {

    private static final Logger log = LoggerFactory.getLogger(TlsReload.class);

    /** Reading two small files costs 50 µs; a renewal can wait this long. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final TlsFiles files;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final Optional<DomainTls> hosts;
    private volatile TlsMaterial current;
    private volatile Optional<DomainTls.Shown> shown;
    private volatile boolean complained;

    /** @param current what the servers were opened with */
    public TlsReload(TlsFiles files, TlsMaterial current) {
        this(files, current, Optional.empty());
    }

    /** As {@link #TlsReload(TlsFiles, TlsMaterial)}, with what is shown for the hosts of the device domain. */
    public TlsReload(TlsFiles files, TlsMaterial current, Optional<DomainTls> hosts) {
        this.files = files;
        this.current = current;
        this.hosts = hosts;
        this.shown = hosts.map(DomainTls::read);
    }

    /** One more server to tell; every instance of a verticle has its own. */
    public void add(HttpServer server) {
        servers.add(server);
    }

    /** Looks every few seconds from now on, off the event loops. */
    public void watch(Vertx vertx) {
        vertx.setPeriodic(
                LOOK_EVERY.toMillis(),
                timer -> vertx.executeBlocking(this::look)
                        .onFailure(failed -> log.warn("a look at the certificate failed", failed)));
    }

    /** Looks once. Returns when every server has been told of a change, with whether there was one. */
    boolean look() {
        TlsMaterial found;
        Optional<DomainTls.Shown> foundHosts;
        try {
            found = TlsMaterial.read(files);
            foundHosts = hosts.map(DomainTls::read);
        } catch (StartRefused unusable) {
            complainOnce(unusable);
            return false;
        }
        complained = false;
        if (found.sameAs(current) && same(foundHosts)) {
            return false;
        }
        HttpServerOptions options = WebServerOptions.tls(found, foundHosts);
        Future.join(servers.stream()
                        .map(server -> server.updateSSLOptions(options.getSslOptions()))
                        .toList())
                .await();
        current = found;
        shown = foundHosts;
        log.atInfo()
                .addKeyValue("valid_until", found.leaf().getNotAfter().toInstant())
                .log("certificate reloaded");
        return true;
    }

    private boolean same(Optional<DomainTls.Shown> found) {
        Optional<DomainTls.Shown> before = shown;
        return found.isEmpty() || before.isPresent() && found.get().sameAs(before.get());
    }

    private void complainOnce(StartRefused unusable) {
        if (!complained) {
            complained = true;
            log.atWarn().addKeyValue("reason", unusable.sentence()).log("changed certificate not usable, old one kept");
        }
    }
}
