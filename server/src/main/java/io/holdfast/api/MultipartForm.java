package io.holdfast.api;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.wire.json.StorableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;

/** Reads a {@code multipart/form-data} body (RFC 7578) part by part as it arrives; nothing is held but the part's header. */
public final class MultipartForm {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]{0,128})\"");
    private static final Pattern FILE_NAME = Pattern.compile("[; ]filename=\"([^\"]{0,512})\"");

    /** Parts of one form; Mender's upload has four. */
    private static final int PARTS_MAX = 32;

    private static final int PART_HEADER_BYTES_MAX = 4096;

    /** A line break or two, and what a careless client pads with. */
    private static final int EPILOGUE_BYTES_MAX = 64 * 1024;

    private final InputStream body;
    private final MultipartInput input;
    private final PartReader reader;
    private int parts;
    private boolean more;

    private MultipartForm(Call call, PartReader reader) throws IOException {
        this.body = call.stream();
        this.reader = reader;
        this.input = MultipartInput.builder()
                .setInputStream(body)
                .setBoundary(boundary(call).getBytes(StandardCharsets.ISO_8859_1))
                .setMaxPartHeaderSize(PART_HEADER_BYTES_MAX)
                .get();
    }

    /** Takes one part; what it leaves unread of the stream is skipped. */
    @FunctionalInterface
    public interface PartReader {
        void read(Part part) throws IOException;
    }

    /** The rest of the form behind a part. */
    @FunctionalInterface
    public interface Rest {
        /**
         * Reads the parts that follow, each by the form's reader, to the form's end and the body's. What was taken in before may
         * count only then.
         *
         * @throws IOException when the sender went away; a form that is broken is refused with 400
         */
        void read() throws IOException;
    }

    /**
     * One part of the form; file name only where the sender gave one, and never to be trusted as a path.
     *
     * @param rest for a part whose effect must wait until the form has ended well; once it was read, the content is gone
     */
    public record Part(String name, Optional<String> fileName, InputStream content, Rest rest) {

        /** The content as text, at most so many bytes; refused with 400 when it is longer or cannot be stored. */
        public String text(int maxBytes) throws IOException {
            byte[] bytes = content.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw Refusal.badRequest(
                                "form.field-too-long", "the field " + name + " is longer than " + maxBytes + " bytes")
                        .exception();
            }
            return StorableText.require(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Reads all parts in the order they come. A body that is no form, or ends early, is refused with 400. */
    public static void read(Call call, PartReader reader) throws IOException {
        new MultipartForm(call, reader).begin();
    }

    private void begin() throws IOException {
        try {
            more = input.skipPreamble();
            if (!more) {
                throw broken(); // a body without a part is no form
            }
            readOn();
        } catch (FileUploadException broken) {
            throw broken();
        }
    }

    private void readOn() throws IOException {
        while (more) {
            if (parts++ >= PARTS_MAX) {
                throw malformed("the form has more than " + PARTS_MAX + " parts")
                        .exception();
            }
            String header = input.readHeaders();
            try (InputStream content = input.newInputStream()) {
                reader.read(new Part(
                        find(NAME, header).orElse(""), find(FILE_NAME, header), content, () -> readRest(content)));
            }
            if (more) {
                more = input.readBoundary();
            }
        }
        readEpilogue();
    }

    private void readRest(InputStream content) throws IOException {
        if (!more) {
            throw new IllegalStateException("the form was read to its end before");
        }
        try {
            content.close();
            more = input.readBoundary();
            readOn();
        } catch (FileUploadException broken) {
            throw broken();
        }
    }

    /** A request whose body is cut is not whole, even where the form in it is. */
    private void readEpilogue() throws IOException {
        if (body.readNBytes(EPILOGUE_BYTES_MAX + 1).length > EPILOGUE_BYTES_MAX) {
            throw malformed("something follows the form").exception();
        }
    }

    private static RefusedException broken() {
        return malformed("the form ended early or is not multipart/form-data").exception();
    }

    private static String boundary(Call call) {
        String type = call.header("Content-Type").orElse("");
        Matcher matcher = BOUNDARY.matcher(type);
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !matcher.find()) {
            throw malformed("send the artifact as multipart/form-data").exception();
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    private static Optional<String> find(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Refusal malformed(String sentence) {
        return Refusal.badRequest("form.malformed", sentence);
    }
}
