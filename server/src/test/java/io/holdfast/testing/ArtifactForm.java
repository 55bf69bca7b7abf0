package io.holdfast.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An upload's form with nothing but the artifact in it. */
public final class ArtifactForm {
    private static final String ARTIFACTS = "/api/management/v1/deployments/artifacts";

    private ArtifactForm() {}

    /** Sends it as a signed-in person. */
    public static ControlHttp.Answer upload(ControlHttp http, byte[] artifact) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(ascii("--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a\"\r\n\r\n"));
        form.writeBytes(artifact);
        form.writeBytes(ascii("\r\n--b--\r\n"));
        return http.send(
                "POST",
                ARTIFACTS,
                form.toByteArray(),
                "Authorization",
                "Bearer mine",
                "Content-Type",
                "multipart/form-data; boundary=b");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
