package io.holdfast.api.mender;

import io.holdfast.api.MultipartForm;
import io.holdfast.gateway.files.TransferFailed;
import io.holdfast.gateway.files.TransferFailure;
import io.holdfast.gateway.files.UploadHold;
import io.holdfast.gateway.files.UploadTarget;
import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.link.LinkLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parts of an upload in any order: path, uid, gid, mode, file. A file whose path and mode are known when it comes goes straight
 * on to the device; one that comes before them, as mender-cli sends it, is held on disk until the form has ended.
 */
final class FileForm implements AutoCloseable {
    private static final int NUMBER_BYTES_MAX = 16;
    private static final long ID_MAX = 0xFFFF_FFFFL;
    private static final int OCTAL = 8;
    private static final long PERMISSIONS = 0777;

    private final UploadHold hold;
    private final Transfer transfer;
    private Optional<String> path = Optional.empty();
    private OptionalLong uid = OptionalLong.empty();
    private OptionalLong gid = OptionalLong.empty();
    private OptionalLong mode = OptionalLong.empty();
    private Optional<UploadHold.Held> held = Optional.empty();
    private OptionalLong moved = OptionalLong.empty();

    /** Brings a file to its device. */
    @FunctionalInterface
    interface Transfer {
        long run(UploadTarget target, InputStream source) throws TransferFailed, IOException;
    }

    /** The transfer failed while the form was read. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1;

        private final transient TransferFailure failure;

        Failed(TransferFailure failure) {
            super(failure.toString());
            this.failure = failure;
        }

        TransferFailure failure() {
            return failure;
        }
    }

    FileForm(UploadHold hold, Transfer transfer) {
        this.hold = hold;
        this.transfer = transfer;
    }

    void take(MultipartForm.Part part) throws IOException {
        switch (part.name()) {
            case "path" -> path = Optional.of(DeviceFileRoutes.path(part.text(LinkLimits.PATH_BYTES_MAX)));
            case "uid" -> uid = number(part, 10, ID_MAX);
            case "gid" -> gid = number(part, 10, ID_MAX);
            // With the type's bits, as Go prints them.
            case "mode" -> mode = permissions(number(part, OCTAL, ID_MAX));
            case "file" -> file(part);
            default -> {}
        }
    }

    private static OptionalLong permissions(OptionalLong mode) {
        return mode.isPresent() ? OptionalLong.of(mode.getAsLong() & PERMISSIONS) : mode;
    }

    private static OptionalLong number(MultipartForm.Part part, int radix, long max) throws IOException {
        String text = part.text(NUMBER_BYTES_MAX).strip();
        try {
            long number = text.isEmpty() ? 0 : Long.parseLong(text, radix);
            if (number >= 0 && number <= max) {
                return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(number);
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw Refusal.badRequest("file.field-malformed", part.name() + " is not a number that it can be")
                .exception();
    }

    private void file(MultipartForm.Part part) throws IOException {
        if (held.isPresent() || moved.isPresent()) {
            throw Refusal.badRequest("file.several", "one upload takes one file")
                    .exception();
        }
        if (path.isPresent() && mode.isPresent()) {
            moved = OptionalLong.of(run(part.content()));
        } else {
            held = Optional.of(hold.take(part.content()));
        }
    }

    private long run(InputStream source) throws IOException {
        try {
            return transfer.run(new UploadTarget(path(), uid, gid, mode), source);
        } catch (TransferFailed failed) {
            throw new Failed(failed.failure());
        }
    }

    /** The form has ended well: what was held goes on. How many bytes the file had. */
    long finish() throws IOException {
        if (moved.isPresent()) {
            return moved.getAsLong();
        }
        UploadHold.Held file =
                held.orElseThrow(() -> Refusal.badRequest("file.missing", "the form has no part named file")
                        .exception());
        try (InputStream source = file.open()) {
            long bytes = run(source);
            moved = OptionalLong.of(bytes);
            return bytes;
        }
    }

    String path() {
        return path.orElseThrow(() -> Refusal.badRequest("file.path-missing", "the form has no part named path")
                .exception());
    }

    @Override
    public void close() throws IOException {
        if (held.isPresent()) {
            held.get().close();
        }
    }
}
