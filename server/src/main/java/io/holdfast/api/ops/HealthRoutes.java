package io.holdfast.api.ops;

import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.metrics.Metrics;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /live}: is this process worth keeping? {@code /ready}: should it be sent requests? {@code /metrics}: what it
 * counts. Liveness knows event loops and the disk only: a database that is away is no reason to kill a server that
 * answers devices without it.
 */
public final class HealthRoutes implements OpsRoutes {

    /** The format that Prometheus negotiates by default. */
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final List<HealthCheck> live;
    private final List<HealthCheck> ready;
    private final Metrics metrics;

    public HealthRoutes(List<? extends HealthCheck> live, List<? extends HealthCheck> ready, Metrics metrics) {
        this.live = List.copyOf(live);
        this.ready = List.copyOf(ready);
        this.metrics = metrics;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(
                OpsRoute.probe("GET", "/live", request -> verdict("live", live)),
                OpsRoute.probe("GET", "/ready", request -> verdict("ready", ready)),
                OpsRoute.probe("GET", "/metrics", request -> Reply.text(200, PROMETHEUS_TEXT, metrics.scrape())));
    }

    private static Reply verdict(String question, List<HealthCheck> checks) {
        ObjectNode answer = Json.object();
        ObjectNode reasons = Json.object();
        for (HealthCheck check : checks) {
            if (check.look() instanceof Health.Unwell unwell) {
                reasons.put(check.name(), unwell.reason());
            }
        }
        boolean well = reasons.isEmpty();
        answer.put(question, well).set("reasons", reasons);
        return Reply.json(well ? 200 : 503, answer);
    }
}
