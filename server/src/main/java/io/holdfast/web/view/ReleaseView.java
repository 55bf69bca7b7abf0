package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** An artifact's own page. */
public record ReleaseView(
        ReleaseRow row,
        String format,
        SignatureView signature,
        List<Payload> payloads,
        List<Attribute> provides,
        List<Attribute> depends,
        List<String> clears,
        List<Use> uses) {

    /** Whether it is signed, as a word and a sentence. */
    public record SignatureView(Chip chip, String sentence) {}

    /** One payload and its files. */
    public record Payload(Optional<String> type, List<File> files) {}

    /** A file of a payload. */
    public record File(String name, String size, String checksum) {}

    /** A deployment of it. */
    public record Use(String deployment, String name, boolean active, When created) {}
}
