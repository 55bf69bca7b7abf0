package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.TinyArtifact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The form as browsers send it, and cut behind the artifact. */
class UploadFormTest {
    private static final byte[] ARTIFACT = TinyArtifact.of("v1", "qemu");

    private final Path folder;
    private final TestSite site;
    private final SiteClient browser;

    UploadFormTest() throws IOException {
        folder = Files.createTempDirectory("holdfast-web");
        site = new TestSite(folder);
        browser = new SiteClient(site);
        site.access.user(AccessFixture.ADA);
        browser.signedIn(site.access.token(AccessFixture.ADA).reveal());
    }

    @AfterEach
    void close() {
        browser.close();
        site.close();
    }

    @Test
    void a_form_that_ends_behind_a_whole_artifact_is_400_and_leaves_nothing() throws IOException {
        byte[] form = form(browser.formToken("/releases"));
        int end = form.length - "--b--\r\n".length();

        for (int cut : new int[] {end - 2, end - 1, end, end + 1, end + 3, end + 4}) {
            HttpResponse<String> answer = send(Arrays.copyOf(form, cut));

            assertThat(answer.statusCode()).as("cut at " + cut).isEqualTo(400);
            assertThat(files()).isZero();
            assertThat(site.access.database.number("select count(*) from artifact"))
                    .isZero();
            assertThat(site.access.audited("artifact.upload")).isZero();
        }
        assertThat(send(form).statusCode()).isEqualTo(303);
        assertThat(files()).isEqualTo(1);
        assertThat(site.access.database.number("select count(*) from artifact")).isEqualTo(1);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("artifacts"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static byte[] form(String token) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n" + token
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a.mender\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(ARTIFACT);
        form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private HttpResponse<String> send(byte[] form) {
        return browser.send(
                "POST",
                "/releases",
                BodyPublishers.ofByteArray(form),
                "Content-Type",
                "multipart/form-data; boundary=b");
    }
}
