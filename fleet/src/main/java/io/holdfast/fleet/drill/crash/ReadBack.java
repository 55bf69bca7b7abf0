package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementAnswer;
import io.holdfast.fleet.management.ManagementApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the server itself says of everything that a cycle was acknowledged. */
final class ReadBack {
    private final ServerAndDatabase running;
    private final ManagementApi api;
    private final Ledger ledger;
    /** Part of the names of one cycle. */
    private final String cycle;

    private final List<String> lost = new ArrayList<>();

    ReadBack(ServerAndDatabase running, Ledger ledger, String cycle) {
        this.running = running;
        this.api = running.api();
        this.ledger = ledger;
        this.cycle = cycle;
    }

    /** Acknowledged writes that the server does not show, each as a sentence. */
    List<String> lost() {
        devices();
        deployments();
        artifacts();
        account();
        return lost;
    }

    private void devices() {
        for (String standing : List.of("accepted", "rejected")) {
            Map<String, ManagedDevice> shown = new HashMap<>();
            for (ManagedDevice device : api.devices().withStatus(standing)) {
                shown.put(device.identity().getOrDefault("mac", ""), device);
            }
            ledger.standings.forEach((mac, wanted) -> {
                if (wanted.equals(standing) && mac.startsWith(cycle)) {
                    device(mac, shown.get(mac));
                }
            });
        }
    }

    private void device(String mac, @Nullable ManagedDevice shown) {
        if (shown == null) {
            lost.add("device " + mac + " is not shown as " + ledger.standings.get(mac));
            return;
        }
        Integer wanted = ledger.inventories.get(mac);
        if (wanted != null) {
            String found = api.devices().inventory(shown).getOrDefault("sequence", "nothing");
            same("inventory of " + mac, wanted.toString(), found);
        }
        String configured = ledger.configurations.get(mac);
        if (configured != null) {
            configuration(mac, shown, configured);
        }
    }

    private void configuration(String mac, ManagedDevice shown, String configured) {
        JsonNode found = api.get("/api/management/v1/deviceconfig/configurations/device/" + shown.id())
                .expect(200)
                .json();
        same(
                "configuration of " + mac,
                configured,
                found.path("configured").path("owner").asString(""));
        same(
                "reported configuration of " + mac,
                ledger.reportedConfigurations.getOrDefault(mac, ""),
                found.path("reported").path("owner").asString(""));
    }

    private void deployments() {
        ledger.statuses.forEach((part, wanted) -> {
            if (part.mac().startsWith(cycle)) {
                Map<String, Integer> counts = api.deployments().statistics(part.deploymentId());
                same("statistics of " + part, Map.of(wanted, 1).toString(), counts.toString());
            }
        });
    }

    private void artifacts() {
        ledger.uploads.forEach((name, upload) -> {
            if (name.startsWith(cycle)) {
                String path = "/api/management/v1/deployments/artifacts/" + upload.id() + "/download";
                ManagementAnswer link = api.get(path).expect(200);
                same(
                        "artifact " + name,
                        upload.sha256(),
                        download(link.json().path("uri").asString()));
            }
        });
    }

    private String download(String uri) {
        try {
            var request = HttpRequest.newBuilder(URI.create(uri)).build();
            return ReleaseWriter.sha256(
                    running.devices().send(request, BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            return "no download: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void account() {
        List<String> names = new ArrayList<>();
        for (JsonNode token : api.get(AccountWriter.TOKENS).expect(200).json()) {
            names.add(token.path("name").asString());
        }
        ledger.tokens.forEach((name, stands) -> {
            if (names.contains(name) != stands) {
                lost.add("token " + name + (stands ? " is not listed" : " was ended and is listed"));
            }
        });
        ledger.settings.forEach((owner, value) -> {
            String path = AccountWriter.SETTINGS + (owner.equals("user") ? "/me" : "");
            JsonNode shown = api.get(path).expect(200).json();
            same(
                    "settings of the " + owner,
                    value.toString(),
                    shown.path("value").asString());
        });
    }

    private void same(String what, String wanted, String found) {
        if (!wanted.equals(found)) {
            lost.add(what + " is acknowledged as " + wanted + ", the server shows " + found);
        }
    }
}
