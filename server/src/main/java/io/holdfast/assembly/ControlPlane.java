package io.holdfast.assembly;

import io.holdfast.api.ControlServer;
import io.holdfast.api.Route;
import io.holdfast.api.SessionAuthenticator;
import io.holdfast.api.mender.PersonalAccessTokenRoutes;
import io.holdfast.api.mender.ReleaseRoutes;
import io.holdfast.api.mender.SignInRoutes;
import io.holdfast.api.mender.UserRoutes;
import io.holdfast.api.mender.UserSettingsRoutes;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import java.util.ArrayList;
import java.util.List;

/** People's and programs' side: the capabilities and the routes to them. */
final class ControlPlane implements AutoCloseable {
    private final ControlServer server;

    ControlPlane(
            FleetTransactions transactions,
            PublicAddress address,
            People people,
            DownloadLinks links,
            BlobStore blobs) {
        Releases releases = new Releases(transactions);
        ArtifactUpload upload = new ArtifactUpload(blobs, releases);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new SignInRoutes(people.signIn(), people.sessions()).routes());
        routes.addAll(new UserRoutes(people.users()).routes());
        routes.addAll(new UserSettingsRoutes(people.settings()).routes());
        routes.addAll(new PersonalAccessTokenRoutes(people.tokens()).routes());
        routes.addAll(new ReleaseRoutes(releases, upload, blobs, links).routes());
        server = new ControlServer(routes, new SessionAuthenticator(people.sessions()), address);
    }

    ControlServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
