package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.release.HugeArtifact;
import io.holdfast.testing.SmallFleet;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a large artifact in, onto the disk, in a program of 64 MiB of heap. */
class HugeUploadTest {
    // Four times the heap is proof enough in a build: what were kept would not fit. By hand: 2 and 10 GiB, or a file.
    private static final long MIB = Long.getLong("holdfast.test.upload-mib", 256);
    private static final String FILE = System.getProperty("holdfast.test.upload-file", "");

    private static final String FORM =
            "--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a\"\r\n\r\n";

    @TempDir
    private Path data;

    @Test
    void an_artifact_many_times_as_large_as_the_heap_goes_through_it() throws Exception {
        try (SmallFleet fleet = SmallFleet.fresh();
                HttpClient client = HttpClient.newHttpClient()) {
            Process server = start(fleet);
            try (BufferedReader output = server.inputReader()) {
                URI url = URI.create(Objects.requireNonNull(output.readLine(), "the program did not start"));
                HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/management/v1/deployments/artifacts"))
                        .headers("Authorization", "Bearer mine", "Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(HugeUploadTest::form))
                        .build();

                long begun = System.nanoTime();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                long stored = Files.size(blob());
                assertThat(fleet.database().number("select size_bytes from artifact"))
                        .isEqualTo(stored);
                assertThat(stored).isGreaterThan(FILE.isEmpty() ? MIB << 20 : Files.size(Path.of(FILE)) - 1);
                System.out.println("stored " + (stored >> 20) + " MiB in "
                        + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms; the program's memory: "
                        + memory(server));
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
    }

    /** The one file of the store; in {@code uploads} it would not be finished. */
    private Path blob() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static String memory(Process server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("unknown");
    }

    private static InputStream form() {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(FORM.getBytes(StandardCharsets.US_ASCII)),
                artifact(),
                new ByteArrayInputStream("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII)))));
    }

    private static InputStream artifact() {
        try {
            return FILE.isEmpty() ? HugeArtifact.of(MIB << 20) : Files.newInputStream(Path.of(FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Process start(SmallFleet fleet) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        // As the launcher has it; the JVM's own choice sets aside whole regions for large buffers.
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HugeUploadServer.class.getName(),
                        fleet.database().database().jdbcUrl(),
                        fleet.database().database().username(),
                        fleet.database().database().password(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
