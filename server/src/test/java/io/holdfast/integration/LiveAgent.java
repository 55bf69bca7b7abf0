package io.holdfast.integration;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentSettings;
import io.holdfast.agent.session.Offers;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.tunnel.TrustedServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The reference agent in this JVM. It waits in no time, and what it would have waited is written down. */
final class LiveAgent implements AutoCloseable {
    private static final String DEVICES = "/api/management/v2/devauth/devices";

    final List<String> said = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final RunningFleetServer server;
    private final String serial = RunningFleetServer.serial();
    private final Agent agent;

    private LiveAgent(RunningFleetServer server, URI url, Path data, Offers offers) {
        this.server = server;
        AgentSettings settings = new AgentSettings(
                url,
                data,
                Map.of("mac", serial),
                "",
                "test-type",
                TrustedServer.by(Optional.empty()),
                Duration.ofHours(1),
                Duration.ofHours(1),
                offers);
        this.agent = Agent.start(settings, this::pause, new Random(7), said::add);
    }

    /** A new device, which nobody has accepted. */
    static LiveAgent asking(RunningFleetServer server, Path data, Offers offers) {
        return new LiveAgent(server, server.http(), data, offers);
    }

    /** A new device, accepted and connected. */
    static LiveAgent connected(RunningFleetServer server, Path data, Offers offers) {
        LiveAgent agent = asking(server, data, offers);
        agent.accept();
        agent.awaitConnected();
        return agent;
    }

    private void pause(Duration span) {
        waits.add(span);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    void accept() {
        Eventually.holds("the device asks", () -> find().isPresent());
        JsonNode device = find().orElseThrow();
        String set = device.get("auth_sets").get(0).get("id").asString();
        Answer accepted = server.operator()
                .send(Request.of("PUT", DEVICES + "/" + device.get("id").asString() + "/auth/" + set + "/status")
                        .sized("{\"status\":\"accepted\"}"));
        if (accepted.status() != 204) {
            throw new AssertionError("not accepted: " + accepted);
        }
    }

    private Optional<JsonNode> find() {
        Answer listed = server.operator().send(Request.of("GET", DEVICES + "?per_page=500"));
        for (JsonNode device : Json.tree(listed.body())) {
            if (device.get("identity_data").path("mac").asString("").equals(serial)) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    String id() {
        return find().orElseThrow().get("id").asString();
    }

    String authSet() {
        return find().orElseThrow().get("auth_sets").get(0).get("id").asString();
    }

    void awaitConnected() {
        awaitSaid("connected", 1);
        Eventually.holds("people see it", () -> presence().equals("connected"));
    }

    /** Waits until the agent has said so, so many times. */
    void awaitSaid(String words, int times) {
        Eventually.holds("\"" + words + "\" in " + said, () -> count(words) >= times);
    }

    long count(String words) {
        return said.stream().filter(sentence -> sentence.contains(words)).count();
    }

    String presence() {
        return server.operator()
                .send(Request.of("GET", "/api/management/v1/deviceconnect/devices/" + id()))
                .field("status")
                .orElseThrow();
    }

    @Override
    public void close() {
        agent.close();
    }
}
