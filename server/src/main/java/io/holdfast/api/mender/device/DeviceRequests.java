package io.holdfast.api.mender.device;

import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.rollout.DeploymentId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The device API's route table, matched by hand: a router that tries its routes one after the other costs 3 µs a poll, a quarter
 * of the poll itself.
 */
public final class DeviceRequests {
    /** Everything for devices lives under it. */
    public static final String PREFIX = "/api/devices/";

    private static final String NEXT_V2 = "/api/devices/v2/deployments/device/deployments/next";
    private static final String NEXT_V1 = "/api/devices/v1/deployments/device/deployments/next";
    private static final String AUTH = "/api/devices/v1/authentication/auth_requests";
    private static final String ATTRIBUTES = "/api/devices/v1/inventory/device/attributes";
    private static final String DEPLOYMENT_V1 = "/api/devices/v1/deployments/device/deployments/";
    private static final String DEPLOYMENT_V2 = "/api/devices/v2/deployments/device/deployments/";
    private static final String CONTROL_MAP = "/update_control_map";
    private static final String CONNECT = "/api/devices/v1/deviceconnect/connect";
    private static final String CONFIGURATION = "/api/devices/v1/deviceconfig/configuration";
    private static final String CONFIGURATION_DOWNLOAD = io.holdfast.config.ConfigurationLinks.PATH;
    private static final String DOWNLOAD = io.holdfast.release.DownloadLinks.PATH;
    private static final int UUID_LENGTH = 36;

    private final Admission admission;
    private final DeviceAdmission devices;
    private final TokenGate gate;
    private final AuthRoute auth;
    private final NextRoute next;
    private final ControlMapRoute controlMap;
    private final ReportRoutes reports;
    private final ConfigurationRoute configuration;
    private final DownloadRoute download;
    private final ConnectRoute connect;
    private final DeviceMetrics.Route authMetrics;
    private final DeviceMetrics.Route nextMetrics;
    private final DeviceMetrics.Route controlMapMetrics;
    private final DeviceMetrics.Route statusMetrics;
    private final DeviceMetrics.Route logMetrics;
    private final DeviceMetrics.Route inventoryMetrics;
    private final DeviceMetrics.Route configurationMetrics;
    private final DeviceMetrics.Route downloadMetrics;
    private final DeviceMetrics.Route connectMetrics;
    private final DeviceMetrics.Route unknownMetrics;

    DeviceRequests(
            Admission admission,
            DeviceAdmission devices,
            TokenGate gate,
            AuthRoute auth,
            NextRoute next,
            ControlMapRoute controlMap,
            ReportRoutes reports,
            ConfigurationRoute configuration,
            DownloadRoute download,
            ConnectRoute connect,
            DeviceMetrics metrics) {
        this.admission = admission;
        this.devices = devices;
        this.gate = gate;
        this.auth = auth;
        this.next = next;
        this.controlMap = controlMap;
        this.reports = reports;
        this.configuration = configuration;
        this.download = download;
        this.connect = connect;
        this.authMetrics = metrics.route("authentication", DeviceWork.AUTHENTICATE);
        this.nextMetrics = metrics.route("next", DeviceWork.POLL);
        this.controlMapMetrics = metrics.route("control-map", DeviceWork.POLL);
        this.statusMetrics = metrics.route("status", DeviceWork.STATUS);
        this.logMetrics = metrics.route("log", DeviceWork.LOG);
        this.inventoryMetrics = metrics.route("inventory", DeviceWork.INVENTORY);
        this.configurationMetrics = metrics.route("configuration", DeviceWork.CONFIGURATION);
        this.downloadMetrics = metrics.route("download", DeviceWork.DOWNLOAD);
        this.connectMetrics = metrics.route("connect", DeviceWork.CONNECT);
        this.unknownMetrics = metrics.route("unknown", DeviceWork.UNKNOWN);
    }

    /** Answers one request whose path begins with {@link #PREFIX}. Called on the request's event loop. */
    public void handle(HttpServerRequest request) {
        String path = request.path();
        HttpMethod method = request.method();
        if (path.equals(NEXT_V2) && method == HttpMethod.POST) {
            authenticated(request, nextMetrics, next::postV2);
        } else if (path.equals(ATTRIBUTES) && method == HttpMethod.PUT) {
            authenticated(request, inventoryMetrics, reports::inventory);
        } else if (path.equals(AUTH) && method == HttpMethod.POST) {
            admitted(request, authMetrics, auth::handle);
        } else if (path.equals(NEXT_V1) && method == HttpMethod.POST) {
            authenticated(request, nextMetrics, next::postV1);
        } else if (path.equals(ATTRIBUTES) && method == HttpMethod.PATCH) {
            authenticated(request, inventoryMetrics, reports::inventoryPart);
        } else if (path.equals(NEXT_V1) && method == HttpMethod.GET) {
            authenticated(request, nextMetrics, next::getV1);
        } else if (path.equals(CONFIGURATION) && method == HttpMethod.GET) {
            authenticated(request, configurationMetrics, configuration::get);
        } else if (path.equals(CONFIGURATION) && method == HttpMethod.PUT) {
            authenticated(request, configurationMetrics, reports::configuration);
        } else if (path.startsWith(DEPLOYMENT_V1) && method == HttpMethod.PUT) {
            deployment(request, path);
        } else if (path.startsWith(DEPLOYMENT_V2) && method == HttpMethod.GET) {
            controlMap(request, path);
        } else if (path.startsWith(CONFIGURATION_DOWNLOAD) && reads(method)) {
            String what = path.substring(CONFIGURATION_DOWNLOAD.length());
            admitted(request, downloadMetrics, exchange -> configuration.download(exchange, what));
        } else if (path.startsWith(DOWNLOAD) && reads(method)) {
            String blob = path.substring(DOWNLOAD.length());
            admitted(request, downloadMetrics, exchange -> download.handle(exchange, blob));
        } else if (path.equals(CONNECT) && method == HttpMethod.GET) {
            authenticated(request, connectMetrics, connect::handle);
        } else {
            unknown(request);
        }
    }

    private static boolean reads(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    private void controlMap(HttpServerRequest request, String path) {
        Optional<DeploymentId> id = idBehind(DEPLOYMENT_V2, path)
                .filter(ignored ->
                        path.substring(DEPLOYMENT_V2.length() + UUID_LENGTH).equals(CONTROL_MAP));
        if (id.isEmpty()) {
            unknown(request);
            return;
        }
        authenticated(
                request, controlMapMetrics, (exchange, device) -> controlMap.get(exchange, device, id.orElseThrow()));
    }

    private static Optional<DeploymentId> idBehind(String prefix, String path) {
        int end = prefix.length() + UUID_LENGTH;
        return path.length() < end ? Optional.empty() : DeploymentId.parse(path.substring(prefix.length(), end));
    }

    private void deployment(HttpServerRequest request, String path) {
        Optional<DeploymentId> id = idBehind(DEPLOYMENT_V1, path);
        String verb = id.isEmpty() ? "" : path.substring(DEPLOYMENT_V1.length() + UUID_LENGTH);
        switch (verb) {
            case "/status" ->
                authenticated(
                        request,
                        statusMetrics,
                        (exchange, device) -> reports.status(exchange, device, id.orElseThrow()));
            case "/log" ->
                authenticated(
                        request, logMetrics, (exchange, device) -> reports.log(exchange, device, id.orElseThrow()));
            default -> unknown(request);
        }
    }

    private void unknown(HttpServerRequest request) {
        admitted(request, unknownMetrics, exchange -> {
            exchange.refuse(404, "route.unknown", "there is no such device call");
            request.resume();
        });
    }

    private void authenticated(
            HttpServerRequest request, DeviceMetrics.Route metrics, BiConsumer<DeviceExchange, ImageDevice> route) {
        admitted(request, metrics, exchange -> gate.pass(exchange, route::accept));
    }

    private void admitted(HttpServerRequest request, DeviceMetrics.Route metrics, Consumer<DeviceExchange> route) {
        Context context = Vertx.currentContext();
        if (!admission.enter()) {
            new DeviceExchange(request, context, metrics, devices, () -> {})
                    .comeBack("admission.full", admission.comeBack());
            return;
        }
        DeviceExchange exchange = new DeviceExchange(request, context, metrics, devices, admission::leave);
        exchange.attempt(() -> route.accept(exchange));
    }
}
