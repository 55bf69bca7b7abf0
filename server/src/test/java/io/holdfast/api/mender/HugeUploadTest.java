package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.release.HugeArtifact;
import io.holdfast.testing.SmallFleet;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The whole way of a large artifact in, in a program of 64 MiB of heap. */
class HugeUploadTest {
    // Four times the heap is proof enough in a build: what were kept would not fit. By hand: 2 and 10 GiB.
    private static final long MIB = Long.getLong("holdfast.test.upload-mib", 256);

    private static final String FORM =
            "--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a\"\r\n\r\n";

    @Test
    void an_artifact_many_times_as_large_as_the_heap_goes_through_it() throws Exception {
        try (SmallFleet fleet = SmallFleet.fresh();
                HttpClient client = HttpClient.newHttpClient()) {
            Process server = start(fleet);
            try (BufferedReader output = server.inputReader()) {
                URI url = URI.create(Objects.requireNonNull(output.readLine(), "the program did not start"));
                HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/management/v1/deployments/artifacts"))
                        .headers("Authorization", "Bearer mine", "Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> form(MIB << 20)))
                        .build();

                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(fleet.database().number("select size_bytes from artifact"))
                        .isGreaterThan(MIB << 20);
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
    }

    private static InputStream form(long fileBytes) {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(FORM.getBytes(StandardCharsets.US_ASCII)),
                HugeArtifact.of(fileBytes),
                new ByteArrayInputStream("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII)))));
    }

    private static Process start(SmallFleet fleet) throws Exception {
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
                        fleet.database().database().password())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
