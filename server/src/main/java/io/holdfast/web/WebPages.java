package io.holdfast.web;

import io.holdfast.api.RefusalPages;
import io.holdfast.api.Route;
import java.util.List;
import java.util.stream.Stream;

/** All pages. */
public final class WebPages {
    private final List<Route> routes;
    private final ErrorPages errors;

    public WebPages(WebParts parts) {
        Html html = new Html();
        StaticFiles files = new StaticFiles();
        PageFrame frame = new PageFrame(
                html,
                files,
                parts.keys(),
                parts.users(),
                parts.devices(),
                parts.propagation(),
                parts.failoverMayLose(),
                parts.clock());
        Connecting connecting = new Connecting(parts.tenantToken(), parts.certificate());
        DeviceViews deviceViews = new DeviceViews(
                frame,
                parts.lastContact(),
                parts.inventories(),
                parts.presences(),
                parts.commands(),
                parts.configurations(),
                parts.deploymentReads(),
                parts.targetReads());
        DeploymentViews deploymentViews = new DeploymentViews(frame, parts.targetReads(), parts.devices());
        UploadForm upload = new UploadForm(frame.tokens(), parts.upload());
        this.errors = new ErrorPages(html, files);
        this.routes = Stream.of(
                        files.routes(),
                        new SetupPages(html, files, parts.setupLink(), parts.signIn()).routes(),
                        new SignInPages(frame, html, files, parts.signIn(), parts.sessions()).routes(),
                        new ConnectPages(frame, connecting).routes(),
                        new DevicePages(frame, parts.devices(), deviceViews, connecting).routes(),
                        new DeviceDeeds(frame, parts.devices(), parts.acceptance()).routes(),
                        new DeviceCommandDeeds(frame, parts.commands()).routes(),
                        new DeviceUrlPages(frame, parts.devices(), parts.urls(), parts.invitations(), parts.clock())
                                .routes(),
                        new ReleasePages(frame, parts.releases(), upload, parts.blobs()).routes(),
                        new DeploymentPages(
                                        frame,
                                        parts.deployments(),
                                        parts.deploymentReads(),
                                        parts.targetReads(),
                                        deploymentViews)
                                .routes(),
                        new NewDeploymentPages(frame, parts.deployments(), parts.devices(), parts.inventories())
                                .routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Every page's routes, for the control server. */
    public List<Route> routes() {
        return routes;
    }

    /** Errors as pages, for the control server. */
    public RefusalPages errors() {
        return errors;
    }
}
