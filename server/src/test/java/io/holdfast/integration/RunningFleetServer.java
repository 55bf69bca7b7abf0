package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Route;
import io.holdfast.assembly.RunningNode;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.platform.config.JournalConfig;
import io.holdfast.platform.config.ListenConfig;
import io.holdfast.platform.config.OpsConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.TlsConfig;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.testing.ImageAudits;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A whole node in this JVM, on ports that are free and a data directory of its own. */
final class RunningFleetServer implements AutoCloseable {
    private final Path data;
    private final ServerConfig config;
    private final RunningNode node;
    private final ConnectionSource database;
    private final FleetOperator operator;
    private final List<TestDevice> devices = new ArrayList<>();

    private RunningFleetServer(Path data, DatabaseUrl url, ConnectionSource database, ImageRoom room) {
        this(config(data, url, Optional.empty(), DeviceUrlConfig.PATHS), database, room);
    }

    private RunningFleetServer(ServerConfig config, ConnectionSource database, ImageRoom room) {
        this.data = config.data();
        this.database = database;
        this.config = config;
        this.node = RunningNode.start(config, line -> {}, room);
        this.operator = FleetOperator.signIn(node.image(), database, http());
    }

    /** A node on this database. */
    static RunningFleetServer on(MigratedDatabase database) {
        return on(database.url(), database.database()::connect);
    }

    static RunningFleetServer on(DatabaseUrl url, ConnectionSource database) {
        return new RunningFleetServer(freshData(), url, database, ImageRoom.LARGEST);
    }

    /** A node with memory for so few devices. */
    static RunningFleetServer on(MigratedDatabase database, ImageRoom room) {
        return new RunningFleetServer(freshData(), database.url(), database.database()::connect, room);
    }

    /** A node whose devices' URLs are there, reached from outside by this address. */
    static RunningFleetServer on(MigratedDatabase database, DeviceUrlConfig urls, URI publicUrl) {
        return new RunningFleetServer(
                config(freshData(), database.url(), Optional.of(publicUrl), urls),
                database.database()::connect,
                ImageRoom.LARGEST);
    }

    /** As {@link #on(MigratedDatabase, DeviceUrlConfig, URI)}, over a database that the test takes away. */
    static RunningFleetServer on(DatabaseUrl url, ConnectionSource database, DeviceUrlConfig urls, URI publicUrl) {
        return new RunningFleetServer(
                config(freshData(), url, Optional.of(publicUrl), urls), database, ImageRoom.LARGEST);
    }

    /** Another node of the same cell: it shares the database and, as every node must, the master key. */
    RunningFleetServer another(DatabaseUrl url) {
        Path fresh = freshData();
        try {
            Path key = fresh.resolve(MasterKeyFile.IN_DATA);
            Files.createDirectories(Optional.ofNullable(key.getParent()).orElse(fresh));
            Files.copy(data.resolve(MasterKeyFile.IN_DATA), key, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RunningFleetServer(fresh, url, database, ImageRoom.LARGEST);
    }

    private static Path freshData() {
        try {
            return Files.createTempDirectory("holdfast-node-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerConfig config(Path data, DatabaseUrl url, Optional<URI> publicUrl, DeviceUrlConfig urls) {
        Port any = new Port(0);
        return new ServerConfig(
                data,
                new ListenConfig("127.0.0.1", any, Optional.of(any), Optional.of(2_000)),
                new OpsConfig("127.0.0.1", any),
                new TlsConfig.SelfSigned(),
                Optional.of(url),
                publicUrl,
                false,
                new JournalConfig.Room(16L << 20),
                urls);
    }

    URI http() {
        return node.http().orElseThrow();
    }

    URI https() {
        return node.https();
    }

    /** Every call that people and programs can make. */
    List<Route> routes() {
        return node.routes();
    }

    /** What the node was started with. */
    ServerConfig config() {
        return config;
    }

    Path data() {
        return data;
    }

    /** Where the first administrator was to sign up, had {@link FleetOperator} not been made before. */
    URI setupLink() {
        return node.setupLink().orElseThrow();
    }

    FleetImage image() {
        return node.image();
    }

    /** The people who run the fleet. */
    FleetOperator operator() {
        return operator;
    }

    /** A device that has not asked yet; its connection is closed with the server. */
    TestDevice device(DeviceIdentity identity) {
        TestDevice device = new TestDevice(identity, http());
        devices.add(device);
        return device;
    }

    /** A device that asked, was accepted and has a token. */
    TestDevice acceptedDevice(String serial) {
        return acceptedDevice(DeviceIdentity.named(serial));
    }

    TestDevice acceptedDevice(DeviceIdentity identity) {
        TestDevice device = device(identity);
        Answer asked = device.authenticate();
        operator.accept(identity);
        return device.admitted();
    }

    /** The value of the metric without labels. */
    double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** What the node tells Prometheus. */
    String metrics() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(node.ops().resolve("/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where operators are answered. */
    URI operatorPort() {
        return node.ops();
    }

    /** The names of what is amiss, as the operator's port tells them. */
    String conditions() {
        return ops("GET", "/conditions");
    }

    void dismiss(String condition) {
        assertThat(ops("DELETE", "/conditions/" + condition)).doesNotContain(condition);
    }

    /** What the operator port answers to a call. */
    String ops(String method, String path) {
        return ops(method, path, "");
    }

    /** What the operator port answers to a call with a body. */
    String ops(String method, String path, String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String token = Files.readString(data.resolve("ops-token")).strip();
            return client.send(
                            HttpRequest.newBuilder(node.ops().resolve(path))
                                    .header("Authorization", "Bearer " + token)
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The node's image says what one rebuilt from the database says. */
    void audit() {
        try {
            // Two images with the same sealed keys have the same keys: nothing has to be opened for that.
            ImageAudits.assertNoDifferences(node.image(), database, TestKeys.SAME_FOR_ALL);
        } catch (SQLException e) {
            throw new AssertionError("the image cannot be audited", e);
        }
    }

    /** Stops the node without a look at its image, as a test that has ended it already does. */
    void stop() {
        devices.forEach(TestDevice::close);
        operator.close();
        node.close();
        delete(data);
    }

    @Override
    public void close() {
        try {
            audit();
        } finally {
            stop();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A serial number that no other test uses. */
    static String serial() {
        return UUID.randomUUID().toString();
    }
}
