package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What happens to one device: it is let in, reports, is configured, updates once, is cut off from a second update, or is turned away. */
final class DeviceLife {
    private static final String DEVICES = "/api/management/v2/devauth/devices/";
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String CONFIGURATIONS = "/api/management/v1/deviceconfig/configurations/device/";
    private static final int INVENTORIES = 4;

    private final Ledger ledger;
    private final Persistence persistence;
    private final ManagementApi api;
    private final CallingDevice device;

    DeviceLife(Ledger ledger, ManagementApi api, CallingDevice device) {
        this.ledger = ledger;
        this.persistence = new Persistence(ledger);
        this.api = api;
        this.device = device;
    }

    /** Works and stays. */
    void work(boolean fails) {
        ManagedDevice known = letIn();
        for (int i = 1; i <= INVENTORIES; i++) {
            int sequence = i;
            persistence.write(Kind.INVENTORY, device.mac(), 200, () -> device.inventory(sequence));
            ledger.inventories.put(device.mac(), sequence);
        }
        configure(known);
        update(known, fails ? "failure" : "success");
        abortedUpdate(known);
    }

    /** Is let in, and then turned away. */
    void turnAway() {
        ManagedDevice known = letIn();
        boolean inForce = decide(Kind.REJECTION, known, "rejected");
        served("the inventory of the rejected " + device.mac(), inForce, 401, () -> device.inventory(1));
    }

    private ManagedDevice letIn() {
        persistence.write(
                Kind.ENROLMENT,
                device.mac(),
                told -> told.status() == 401 && told.body().contains("auth.pending"),
                told -> false,
                device::authorize);
        ledger.standings.put(device.mac(), "pending");
        ManagedDevice known = find();
        boolean inForce = decide(Kind.ACCEPTANCE, known, "accepted");
        served("the authentication of the accepted " + device.mac(), inForce, 200, device::authorize);
        return known;
    }

    /** What was decided shows at once, unless the answer named this node as one that lags: then soon. */
    private void served(String what, boolean inForce, int status, Supplier<Attempt.Told> send) {
        if (!inForce) {
            Poll.until(
                    Persistence.PATIENCE,
                    () -> Attempt.of(send) instanceof Attempt.Told told && told.status() == status);
        }
        persistence.read(what, told -> told.status() == status, send);
    }

    /** Each look reads all pages, as a person's program would; while the server is away there is nothing to see. */
    private ManagedDevice find() {
        return Poll.forValue(Persistence.PATIENCE, this::look).orElseThrow(() -> {
            ledger.broken("the enrolment of " + device.mac() + " is acknowledged and not to be seen");
            return new Persistence.Broken(device.mac());
        });
    }

    private Optional<ManagedDevice> look() {
        try {
            return api.devices().find("pending", "mac", device.mac());
        } catch (UncheckedIOException | IllegalStateException away) {
            return Optional.empty();
        }
    }

    /** Whether the answer says that the decision is in force. */
    private boolean decide(Kind kind, ManagedDevice known, String standing) {
        String path = DEVICES + known.id() + "/auth/" + known.authSetIds().getFirst() + "/status";
        ManagementApi once = api.withKey(standing + "-" + device.mac());
        Attempt.Told told = persistence.write(
                kind, device.mac(), 204, () -> Attempt.Told.of(once.put(path, Map.of("status", standing))));
        ledger.standings.put(device.mac(), standing);
        return told.inForce();
    }

    /** Once: each change is a deed of its own. */
    private void configure(ManagedDevice known) {
        ManagementApi once = api.withKey("configure-" + device.mac());
        Map<String, String> wanted = Map.of("owner", device.mac());
        persistence.write(
                Kind.CONFIGURATION,
                device.mac(),
                204,
                () -> Attempt.Told.of(once.put(CONFIGURATIONS + known.id(), wanted)));
        ledger.configurations.put(device.mac(), device.mac());
        persistence.write(Kind.REPORTED_CONFIGURATION, device.mac(), 204, device::configuration);
        ledger.reportedConfigurations.put(device.mac(), device.mac());
    }

    private void update(ManagedDevice known, String end) {
        Ledger.Part part = deploy("update", known);
        for (String status : List.of("downloading", "installing", "rebooting")) {
            report(part, status, 204);
        }
        persistence.write(Kind.LOG, part.toString(), 204, () -> device.log(part.deploymentId()));
        ledger.logs.put(part, true);
        report(part, end, 204);
        ledger.statuses.put(part, end);
    }

    private void abortedUpdate(ManagedDevice known) {
        Ledger.Part part = deploy("aborted", known);
        report(part, "downloading", 204);
        String path = DEPLOYMENTS + "/" + part.deploymentId() + "/status";
        ManagementApi once = api.withKey("abort-" + device.mac());
        persistence.write(
                Kind.ABORT, part.toString(), 204, () -> Attempt.Told.of(once.put(path, Map.of("status", "aborted"))));
        ledger.statuses.put(part, "aborted");
        // 409, and 204 out of the journal, which cannot know
        persistence.write(
                Kind.STATUS,
                part.toString(),
                told -> told.status() == 409 || told.status() == 204,
                told -> false,
                () -> device.status(part.deploymentId(), "success"));
        ledger.late.put(new Ledger.Report(part, "success"), true);
    }

    private Ledger.Part deploy(String what, ManagedDevice known) {
        String name = what + "-" + device.mac();
        Map<String, Object> body =
                Map.of("name", name, "artifact_name", ReleaseWriter.BASE, "devices", List.of(known.id()));
        ManagementApi once = api.withKey(name);
        String id = persistence
                .write(Kind.DEPLOYMENT, name, 201, () -> Attempt.Told.of(once.post(DEPLOYMENTS, body)))
                .createdId();
        ledger.deployments.put(name, id);
        return new Ledger.Part(id, device.mac());
    }

    private void report(Ledger.Part part, String status, int acknowledged) {
        persistence.write(
                Kind.STATUS, part + " " + status, acknowledged, () -> device.status(part.deploymentId(), status));
    }
}
