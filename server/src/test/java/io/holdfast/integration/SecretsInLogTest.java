package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantTokens;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.MigratedDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** A whole life of people and devices at the finest level of the log, with every secret of it looked for in every line. */
class SecretsInLogTest {
    private static final String V1 = "/api/management/v1";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

    private final Map<String, String> secrets = new LinkedHashMap<>();

    @Test
    void no_secret_of_a_whole_life_is_in_the_log() throws IOException {
        MigratedDatabase database = MigratedDatabase.fresh();
        List<String> lines;
        String tenant;
        try (CapturedLog log = CapturedLog.open()) {
            try (RunningFleetServer server = RunningFleetServer.on(database)) {
                secrets.put("password of the database", database.database().password());
                secrets.put("password of a person", AccessFixture.PASSWORD);
                tenant = server.operator().tenant().toString();
                master(server);
                people(server);
                devices(server);
            }
            lines = log.lines();
        }

        // What is looked for in keys and values is found there.
        assertThat(lines).anyMatch(line -> line.contains("artifact stored") && line.contains(tenant));
        SoftAssertions all = new SoftAssertions();
        secrets.forEach((what, secret) -> {
            all.assertThat(secret.length()).as(what).isGreaterThan(7);
            all.assertThat(lines).as(what).noneMatch(line -> line.contains(secret));
        });
        all.assertAll();
    }

    private void master(RunningFleetServer server) throws IOException {
        String keyset = Files.readString(server.data().resolve(MasterKeyFile.IN_DATA));
        Matcher material = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"").matcher(keyset);
        assertThat(material.find()).isTrue();
        secrets.put("master key", material.group(1));
        secrets.put(
                "operator's token",
                Files.readString(server.data().resolve("ops-token")).strip());
    }

    private void people(RunningFleetServer server) {
        FleetOperator ada = server.operator();
        try (RawConnection browser = RawConnection.to(server.https())) {
            URI setup = server.setupLink();
            secrets.put("set-up link", setup.getRawQuery().substring("token=".length()));
            assertThat(browser.send(Request.of("GET", setup.getRawPath() + "?" + setup.getRawQuery()))
                            .status())
                    .isLessThan(500);
            String pat = ada.send(
                            Request.of("POST", V1 + "/useradm/settings/tokens").sized("{\"name\":\"ci\"}"))
                    .text();
            token("personal access token", pat);
            assertThat(browser.send(Request.of("GET", V1 + "/useradm/users").bearer(pat)))
                    .hasToString("200");
            token("session", ada.token());
            Matcher form = FORM_TOKEN.matcher(
                    browser.send(ada.browsing(Request.of("GET", "/devices"))).text());
            assertThat(form.find()).isTrue();
            secrets.put("form token", form.group(1));
            // What is refused is most likely to be told.
            secrets.put("a guessed password", "guessed password");
            for (String basic : List.of("ada@example.com:guessed password", "nobody:" + AccessFixture.PASSWORD)) {
                String encoded = Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
                secrets.put("sign-in as " + basic, encoded);
                assertThat(browser.send(Request.of("POST", V1 + "/useradm/auth/login")
                                        .header("Authorization", "Basic " + encoded)
                                        .sized(""))
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    private void devices(RunningFleetServer server) {
        DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
        String tenantToken = TenantTokens.mint(
                server.operator().tenant(), server.image().tokenKeys().signingTenantTokens());
        secrets.put("tenant token", tenantToken);
        secrets.put("signature of a request", identity.sign(identity.authBody(tenantToken)));
        TestDevice device = server.device(identity);
        assertThat(device.authenticate(tenantToken).status()).isEqualTo(401);
        server.operator().accept(identity);
        assertThat(device.authenticate(tenantToken)).hasToString("200");
        token("device token", device.token());

        server.operator().upload("release");
        DeploymentId deployment = server.operator().deploy("release", identity);
        URI link = URI.create(Json.tree(device.poll().body())
                .get("artifact")
                .get("source")
                .get("uri")
                .asString());
        String signature = link.getRawQuery().replaceAll(".*signature=", "");
        secrets.put("download link", signature);
        assertThat(device.connection()
                        .send(Request.of("GET", link.getRawPath() + "?" + link.getRawQuery()))
                        .status())
                .isEqualTo(200);
        assertThat(device.connection()
                        .send(Request.of("GET", link.getRawPath() + "?expire=1&" + link.getRawQuery()))
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertThat(device.inventory("5.10")).hasToString("200");
        assertThat(device.log(deployment, "it failed")).hasToString("204");
        assertThat(device.status(deployment, "failure")).hasToString("204");
        server.operator().revokeTokens(device);
        assertThat(device.poll().status()).isEqualTo(401);
    }

    /** As a whole and, since a parser may tell of a part, the part that proves. */
    private void token(String what, String token) {
        secrets.put(what, token);
        secrets.put(what + ", signature", token.split("\\.")[2]);
    }
}
