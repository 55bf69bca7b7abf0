package io.holdfast.web;

import io.holdfast.api.Call;
import io.holdfast.api.MultipartForm;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.wire.artifact.ArtifactRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Takes in an uploaded artifact while it arrives: the form's token comes first, and without it nothing is read. */
final class UploadForm {
    private static final int TOKEN_BYTES_MAX = 128;
    private static final int DESCRIPTION_BYTES_MAX = 4096;

    private final FormTokens tokens;
    private final ArtifactUpload upload;

    UploadForm(FormTokens tokens, ArtifactUpload upload) {
        this.tokens = tokens;
        this.upload = upload;
    }

    sealed interface Result {
        record Stored(ArtifactId id) implements Result {}

        record Refused(int status, String sentence) implements Result {}
    }

    Result read(Call call) {
        Parts parts = new Parts();
        try {
            MultipartForm.read(call, part -> take(call, parts, part));
            return parts.result.orElse(new Result.Refused(422, "Choose an artifact file first."));
        } catch (ArtifactRefused refused) {
            return new Result.Refused(400, "This file was refused: " + refused.sentence() + ".");
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private static final class Parts {
        private boolean ours;
        private boolean taken;
        private String description = "";
        private Optional<Result> result = Optional.empty();
    }

    private void take(Call call, Parts parts, MultipartForm.Part part) throws IOException {
        switch (part.name()) {
            case FormTokens.FIELD -> {
                tokens.require(call, part.text(TOKEN_BYTES_MAX));
                parts.ours = true;
            }
            case "description" -> parts.description = part.text(DESCRIPTION_BYTES_MAX);
            case "artifact" -> {
                if (!parts.ours) {
                    tokens.require(call, "");
                }
                boolean chosen = part.fileName().filter(name -> !name.isEmpty()).isPresent();
                if (chosen && !parts.taken) {
                    parts.taken = true;
                    parts.result = Optional.of(store(call, parts, part));
                }
            }
            default -> {}
        }
    }

    private Result store(Call call, Parts parts, MultipartForm.Part part) throws IOException {
        return switch (upload.store(
                call.caller(),
                call.requestId(),
                Optional.empty(),
                parts.description.strip(),
                part.content(),
                part.rest()::read)) {
            case ArtifactUpload.Outcome.Stored stored -> new Result.Stored(stored.id());
            case ArtifactUpload.Outcome.Taken taken ->
                new Result.Refused(
                        409,
                        "Release " + taken.taken().name() + " has an artifact for device type "
                                + taken.taken().deviceType() + " already. Delete that one or choose another name.");
            case ArtifactUpload.Outcome.TooLarge large ->
                new Result.Refused(413, "An artifact has at most " + ReleasePages.size(large.limitBytes()) + " here.");
            case ArtifactUpload.Outcome.OverLimit over ->
                new Result.Refused(
                        413, "Your storage limit does not admit it. Delete artifacts or have the limit raised.");
            case ArtifactUpload.Outcome.TooManyCombinations many ->
                new Result.Refused(
                        422,
                        "The values that it depends on make more than " + many.limit()
                                + " combinations. Split it into several artifacts.");
            case ArtifactUpload.Outcome.TooSlow slow ->
                new Result.Refused(408, "Almost nothing arrived for a minute. Upload it again.");
            case ArtifactUpload.Outcome.Busy busy ->
                new Result.Refused(503, "Too many uploads are in progress. Try again in half a minute.");
            case ArtifactUpload.Outcome.NoRoom full ->
                new Result.Refused(507, "The server's disk has no room for it. Delete artifacts or add space.");
        };
    }
}
