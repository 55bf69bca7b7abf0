package io.holdfast.assembly;

import io.holdfast.api.CallCheck;
import io.holdfast.api.ControlServer;
import io.holdfast.api.Idempotency;
import io.holdfast.api.InForce;
import io.holdfast.api.Route;
import io.holdfast.api.SessionAuthenticator;
import io.holdfast.api.holdfast.BulkAcceptanceRoutes;
import io.holdfast.api.holdfast.DeviceCommandRoutes;
import io.holdfast.api.holdfast.DeviceUrlRoutes;
import io.holdfast.api.holdfast.FailureLimitRoutes;
import io.holdfast.api.mender.ArtifactSettingsRoutes;
import io.holdfast.api.mender.DeploymentControlRoutes;
import io.holdfast.api.mender.DeploymentDeviceRoutes;
import io.holdfast.api.mender.DeploymentRoutes;
import io.holdfast.api.mender.DeviceAuthenticationRoutes;
import io.holdfast.api.mender.DeviceConfigurationRoutes;
import io.holdfast.api.mender.DeviceConnectRoutes;
import io.holdfast.api.mender.GroupRoutes;
import io.holdfast.api.mender.InventoryRoutes;
import io.holdfast.api.mender.PersonalAccessTokenRoutes;
import io.holdfast.api.mender.ReleaseRoutes;
import io.holdfast.api.mender.SignInRoutes;
import io.holdfast.api.mender.UserRoutes;
import io.holdfast.api.mender.UserSettingsRoutes;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.command.Commands;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.web.WebPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** People's and programs' side: the capabilities and the routes to them. */
final class ControlPlane implements AutoCloseable {
    private final ControlServer server;
    private final List<Route> routes;

    ControlPlane(
            FleetTransactions transactions,
            PublicAddress address,
            Fleet fleet,
            People people,
            Firmware firmware,
            Gateway gateway,
            Commands commands,
            LiveAccess live,
            DeviceUrlPlane urls,
            Clock clock,
            WebPages pages,
            RouteBook book,
            CallCheck check) {
        routes = new ArrayList<>();
        routes.addAll(new SignInRoutes(people.signIn(), people.sessions()).routes());
        routes.addAll(new UserRoutes(people.users()).routes());
        routes.addAll(new UserSettingsRoutes(people.settings()).routes());
        routes.addAll(new PersonalAccessTokenRoutes(people.tokens()).routes());
        routes.addAll(new DeviceAuthenticationRoutes(
                        fleet.devices(),
                        fleet.acceptance(),
                        fleet.preauthorisation(),
                        fleet.limits(),
                        fleet.propagation(),
                        fleet.lastContact())
                .routes());
        routes.addAll(new BulkAcceptanceRoutes(fleet.bulkAcceptance(), fleet.propagation()).routes());
        routes.addAll(
                new ReleaseRoutes(firmware.releases(), firmware.upload(), firmware.blobs(), firmware.links()).routes());
        routes.addAll(new ArtifactSettingsRoutes(firmware.storage(), firmware.keys()).routes());
        routes.addAll(new DeploymentRoutes(fleet.deployments(), fleet.deploymentReads(), fleet.applied()).routes());
        routes.addAll(new DeploymentControlRoutes(fleet.deploymentControl(), fleet.propagation()).routes());
        routes.addAll(new FailureLimitRoutes(fleet.deploymentControl(), fleet.deploymentReads(), fleet.propagation())
                .routes());
        routes.addAll(new DeploymentDeviceRoutes(
                        fleet.deploymentReads(),
                        fleet.targetReads(),
                        fleet.inventories(),
                        fleet.deviceDeployments(),
                        fleet.applied())
                .routes());
        routes.addAll(new DeviceConfigurationRoutes(fleet.configurations(), commands, fleet.propagation()).routes());
        routes.addAll(new GroupRoutes(fleet.groups()).routes());
        routes.addAll(new InventoryRoutes(fleet.inventories()).routes());
        routes.addAll(new DeviceConnectRoutes(fleet.devices(), gateway.presences()).routes());
        routes.addAll(new DeviceCommandRoutes(commands).routes());
        routes.addAll(live.routes());
        routes.addAll(new DeviceUrlRoutes(urls.urls(), urls.invitations(), fleet.propagation(), clock).routes());
        routes.addAll(pages.routes());
        Idempotency idempotency = new Idempotency(new KeptAnswers(transactions), new InForce(fleet.propagation()));
        server = new ControlServer(
                idempotency.over(routes),
                new SessionAuthenticator(people.sessions()),
                address,
                Optional.of(pages.errors()),
                book,
                check);
    }

    /** Every call that people and programs can make. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    ControlServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
