package io.holdfast.api.mender;

import io.holdfast.gateway.files.TransferFailure;
import io.holdfast.platform.http.Refusal;
import java.util.Locale;

/** Why a file was not transferred, as an answer. */
final class TransferRefusal {
    private TransferRefusal() {}

    static Refusal of(TransferFailure failure) {
        return switch (failure) {
            case TransferFailure.NotOpened closed -> LiveDeviceRoutes.refusal(closed.reason(), closed.text());
            case TransferFailure.RefusedByDevice refused -> refused(refused.text());
            case TransferFailure.NotAFile ignored ->
                Refusal.badRequest("file.not-a-file", "what is at the path is no ordinary file");
            case TransferFailure.Broken broken ->
                Refusal.conflict("file.transfer-broken", "the device broke the transfer off: " + broken.text());
            case TransferFailure.TimedOut ignored ->
                new Refusal(408, "file.timed-out", "the device did not answer in time");
            case TransferFailure.Unconfirmed ignored ->
                new Refusal(408, "file.unconfirmed", "the device took the file but does not show it at its path");
        };
    }

    /** Agents pass the words of Go's own errors on; the system's words in them are the same everywhere. */
    private static Refusal refused(String text) {
        String words = text.toLowerCase(Locale.ROOT);
        String sentence = "the device says: " + text;
        if (words.contains("no such file or directory")) {
            return Refusal.notFound("file.not-found", sentence);
        }
        if (words.contains("permission denied") || words.contains("access denied")) {
            return new Refusal(403, "file.denied", sentence);
        }
        return Refusal.badRequest("file.refused", sentence);
    }
}
