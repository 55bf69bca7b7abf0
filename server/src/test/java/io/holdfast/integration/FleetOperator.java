package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.AttemptThrottle;
import io.holdfast.access.Email;
import io.holdfast.access.PasswordHasher;
import io.holdfast.access.SignIn;
import io.holdfast.access.Users;
import io.holdfast.api.SessionCookie;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Eventually;
import io.holdfast.wire.mender.DevicePublicKey;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A signed-in administrator of one node. What is decided here is decided over HTTP; only ids are looked up in the database. */
final class FleetOperator implements AutoCloseable {
    private static final String V1 = "/api/management/v1";
    private static final String DEVICES = "/api/management/v2/devauth/devices/";
    private static final String DEPLOYMENTS = V1 + "/deployments/deployments";
    private static final String BOUNDARY = "a-boundary-that-no-artifact-holds";

    private final FleetImage image;
    private final FleetTransactions transactions;
    private final RawConnection connection;
    private final String token;
    private final String email;

    private FleetOperator(
            FleetImage image, FleetTransactions transactions, RawConnection connection, String email, String token) {
        this.email = email;
        this.image = image;
        this.transactions = transactions;
        this.connection = connection;
        this.token = token;
    }

    /** Makes an administrator of the default tenant and signs in at the node. */
    static FleetOperator signIn(FleetImage image, ConnectionSource database, URI node) {
        FleetTransactions transactions = new FleetTransactions(new Transactions(database), () -> {});
        String email = UUID.randomUUID() + "@example.com";
        PasswordHasher cheap = new PasswordHasher(AccessFixture.CHEAP, 1, Dice.secure());
        TenantId tenant = image.defaultTenant().orElseThrow().id();
        assertThat(new Users(transactions, cheap, new AttemptThrottle(SignIn.PER_EMAIL, Clock.system()))
                        .createByOperator(
                                tenant,
                                Email.parse(email).orElseThrow(),
                                AccessFixture.password(AccessFixture.PASSWORD)))
                .isInstanceOf(Users.CreateOutcome.Created.class);
        RawConnection connection = RawConnection.to(node);
        Answer signedIn = connection.send(login(email, AccessFixture.PASSWORD));
        assertThat(signedIn).hasToString("200");
        return new FleetOperator(image, transactions, connection, email, signedIn.text());
    }

    private static Request login(String email, String password) {
        String login = email + ":" + password;
        return Request.of("POST", V1 + "/useradm/auth/login")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .sized("");
    }

    /** Tries to sign in once more, beside the session that there is. */
    Answer signInAgain(String password) {
        return connection.send(login(email, password));
    }

    /** The address by which others know this administrator. */
    String email() {
        return email;
    }

    /** What this administrator's session is proven with. */
    String token() {
        return token;
    }

    TenantId tenant() {
        return image.defaultTenant().orElseThrow().id();
    }

    private static final String AUTH_SET = """
            select a.auth_set_id
            from device d
            join auth_set a on a.tenant_id = d.tenant_id and a.device_id = d.device_id
            where d.tenant_id = ? and d.identity_hash = ? and a.key_hash = ?
            """;

    /** Lets devices in with the keys that they asked with; another key of theirs is out. */
    void accept(DeviceIdentity... identities) {
        for (DeviceIdentity identity : identities) {
            assertThat(tryToAccept(identity)).hasToString("204");
        }
    }

    Answer tryToAccept(DeviceIdentity identity) {
        return decide(identity, "accepted");
    }

    /** Takes a device's key out again. */
    void reject(DeviceIdentity identity) {
        assertThat(decide(identity, "rejected")).hasToString("204");
    }

    private Answer decide(DeviceIdentity identity, String status) {
        byte[] key = DevicePublicKey.parse(identity.pem()).sha256();
        UUID set = transactions
                .read(rows -> Query.on(rows, AUTH_SET)
                        .with(tenant().value(), identity.sha256(), key)
                        .first(row -> Query.uuid(row, "auth_set_id")))
                .orElseThrow();
        return send(Request.of("PUT", DEVICES + deviceId(identity) + "/auth/" + set + "/status")
                .sized("{\"status\":\"" + status + "\"}"));
    }

    void decommission(DeviceIdentity identity) {
        assertThat(send(Request.of("DELETE", DEVICES + deviceId(identity))).status())
                .isEqualTo(204);
    }

    /** Makes every token of the device worthless that was minted until now. */
    void revokeTokens(TestDevice device) {
        byte[] claims = Base64.getUrlDecoder().decode(device.token().split("\\.")[1]);
        String set = Json.tree(claims).get("jti").asString();
        assertThat(send(Request.of("DELETE", "/api/management/v2/devauth/tokens/" + set))
                        .status())
                .isEqualTo(204);
    }

    /** Uploads a release for {@link TestDevice#TYPE}; its bytes. */
    byte[] upload(String release) {
        assertThat(tryToUpload(release)).hasToString("201");
        return SmallArtifact.of(release, TestDevice.TYPE);
    }

    Answer tryToUpload(String release) {
        byte[] artifact = SmallArtifact.of(release, TestDevice.TYPE);
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(
                ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n"));
        form.writeBytes(artifact);
        form.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
        return send(Request.of("POST", V1 + "/deployments/artifacts")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .chunked(form.toByteArray()));
    }

    /** Deploys, and returns when the node offers it. */
    DeploymentId deploy(String release, DeviceIdentity... identities) {
        String devices =
                Stream.of(identities).map(id -> "\"" + deviceId(id) + "\"").collect(Collectors.joining(","));
        Answer created = send(Request.of("POST", DEPLOYMENTS)
                .sized("{\"name\":\"test\",\"artifact_name\":\"" + release + "\",\"devices\":[" + devices + "]}"));
        assertThat(created).hasToString("201");
        String location = created.header("location").orElseThrow();
        DeploymentId id = DeploymentId.parse(location.substring(location.lastIndexOf('/') + 1))
                .orElseThrow();
        Eventually.holds(
                "the node offers it",
                () -> image.rollouts(tenant()).stream()
                        .anyMatch(rollout -> rollout.id().equals(id)));
        return id;
    }

    static String configurationPath(DeviceId device) {
        return V1 + "/deviceconfig/configurations/device/" + device;
    }

    /** Sets what the device is configured to. */
    void configure(DeviceIdentity identity, String map) {
        assertThat(send(Request.of("PUT", configurationPath(deviceId(identity))).sized(map)))
                .hasToString("204");
    }

    /** Deploys what is set to the device; offered when this returns. */
    DeploymentId deployConfiguration(DeviceIdentity identity, String wishes) {
        Answer created = send(Request.of("POST", configurationPath(deviceId(identity)) + "/deploy")
                .sized(wishes));
        assertThat(created).hasToString("200");
        return DeploymentId.parse(created.field("deployment_id").orElseThrow()).orElseThrow();
    }

    void abort(DeploymentId deployment) {
        assertThat(send(Request.of("PUT", DEPLOYMENTS + "/" + deployment + "/status")
                        .sized("{\"status\":\"aborted\"}")))
                .hasToString("204");
    }

    private static final String DEVICE = """
            select device_id from device where tenant_id = ? and identity_hash = ?
            """;

    DeviceId deviceId(DeviceIdentity identity) {
        return transactions
                .read(rows -> Query.on(rows, DEVICE)
                        .with(tenant().value(), identity.sha256())
                        .first(row -> new DeviceId(Query.uuid(row, "device_id"))))
                .orElseThrow();
    }

    /** Any other call of the management API. */
    Answer send(Request request) {
        return connection.send(authorised(request));
    }

    /** The request as this administrator's browser sends it. */
    Request browsing(Request request) {
        return request.header("Cookie", SessionCookie.NAME + "=" + token);
    }

    /** The request as this administrator's. */
    Request authorised(Request request) {
        return request.bearer(token);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        connection.close();
    }
}
