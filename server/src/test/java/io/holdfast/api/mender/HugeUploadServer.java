package io.holdfast.api.mender;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.api.Authenticator;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Transactions;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.ControlHttp;
import io.holdfast.wire.token.TokenKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Optional;

/** A program of its own, so that its heap can be small: takes uploads as the server does, onto its disk. */
final class HugeUploadServer {
    private HugeUploadServer() {}

    /** Database URL, user, password, folder of the blob store. Prints the address to send to, and ends with its standard input. */
    public static void main(String[] arguments) throws IOException {
        FleetTransactions transactions = new FleetTransactions(
                new Transactions(() -> DriverManager.getConnection(arguments[0], arguments[1], arguments[2])),
                () -> {});
        Releases releases = new Releases(transactions);
        BlobStore blobs = DiskBlobStore.open(Path.of(arguments[3]));
        TokenKey key = new TokenKey(1, new byte[32]);
        DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());
        Caller caller = new Caller(TenantId.random(), UserId.random(), SessionId.random());
        try (ControlHttp http = new ControlHttp(
                new ReleaseRoutes(releases, new ArtifactUpload(blobs, releases), blobs, links).routes(),
                token -> new Authenticator.Outcome.SignedIn(caller))) {
            System.out.println(http.url());
            while (System.in.read() >= 0) {
                // Until the test closes it, or is gone itself.
            }
        }
    }
}
