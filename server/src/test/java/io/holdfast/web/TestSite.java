package io.holdfast.web;

import io.holdfast.access.SetupLink;
import io.holdfast.access.SetupLinkFile;
import io.holdfast.api.ControlServer;
import io.holdfast.api.SessionAuthenticator;
import io.holdfast.config.Configurations;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.url.UrlAddresses;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.gateway.url.UrlPasses;
import io.holdfast.identity.Acceptance;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.inventory.LastInventories;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.TlsConfig;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.tls.TlsFiles;
import io.holdfast.platform.tls.TlsMaterial;
import io.holdfast.platform.tls.WebServerOptions;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.Releases;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.TestFolder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** All pages over real capabilities and a real database, listening with a certificate of their own. */
final class TestSite implements AutoCloseable {
    final AccessFixture access = new AccessFixture();
    final Map<DeviceId, Instant> heard = new ConcurrentHashMap<>();
    final SetupLink setupLink;
    final TlsMaterial tls;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final ControlServer control;
    private final URI url;
    private volatile Optional<SecretText> tenantToken = Optional.empty();
    private volatile boolean failoverMayLose;

    /** Owns the folder, and deletes it in the end. */
    TestSite(Path folder) throws IOException {
        this.folder = folder;
        setupLink = new SetupLink(
                access.transactions, access.hasher, SetupLinkFile.in(folder), () -> access.tenant, Dice.secure());
        tls = TlsMaterial.read(TlsFiles.of(new TlsConfig.SelfSigned(), folder, Optional.empty(), Clock.system()));
        WebPages pages = new WebPages(parts(folder));
        control = new ControlServer(
                pages.routes(),
                new SessionAuthenticator(access.sessions),
                new PublicAddress(Optional.empty(), URI.create("https://localhost")),
                Optional.of(pages.errors()));
        HttpServer server = vertx.createHttpServer(WebServerOptions.tls(tls)).requestHandler(control::handle);
        url = URI.create(
                "https://localhost:" + server.listen(0, "localhost").await().actualPort());
    }

    private WebParts parts(Path folder) throws IOException {
        DiskBlobStore blobs = DiskBlobStore.open(folder.resolve("artifacts"));
        Releases releases = new Releases(access.transactions);
        return new WebParts(
                access.users,
                access.signIn,
                access.sessions,
                access.keys,
                setupLink,
                new Devices(access.transactions),
                new Acceptance(access.transactions, new DeviceQuota(DeviceLimit.unlimited()), List.of()),
                device -> Optional.ofNullable(heard.get(device.device())),
                new NoLinks(),
                new Commands(access.transactions, () -> {}),
                new Configurations(
                        access.transactions,
                        ImageWriter.create(Clock.system(), Dice.secure()).image()),
                new LastInventories(access.transactions),
                releases,
                new ArtifactUpload(blobs, releases),
                blobs,
                new Deployments(access.transactions),
                new DeploymentReads(access.transactions),
                new TargetReads(access.transactions),
                new Propagation((seq, bound) -> true, access.transactions, UUID.randomUUID()),
                new DeviceUrls(access.transactions, Dice.secure()),
                new UrlInvitations(
                        ImageWriter.create(Clock.system(), Dice.seeded(1)).image(),
                        new UrlAddresses(Optional.of("devices.test")),
                        new UrlPasses(() -> access.keys.signing().orElseThrow(), access.keys, Dice.secure()),
                        Clock.system()),
                tenant -> tenantToken,
                () -> SelfSignedCertificate.of(tls.leaf()),
                () -> failoverMayLose,
                Clock.system());
    }

    /** Whether pages are to say that a failover may lose something. */
    void failoverMayLose(boolean may) {
        failoverMayLose = may;
    }

    URI url() {
        return url;
    }

    void tenantToken(String text) {
        tenantToken = Optional.of(SecretText.of(text));
    }

    @Override
    public void close() {
        control.close();
        vertx.close().await();
        new TestFolder(folder).delete();
    }
}
