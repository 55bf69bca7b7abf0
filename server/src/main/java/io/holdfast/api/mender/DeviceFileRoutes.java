package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.MultipartForm;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.connection.LiveDevices;
import io.holdfast.gateway.files.DeviceFile;
import io.holdfast.gateway.files.FileTransfers;
import io.holdfast.gateway.files.TransferFailed;
import io.holdfast.gateway.files.UploadHold;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.json.StorableText;
import io.holdfast.wire.link.LinkLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Files from and to live devices: download and upload of the deviceconnect API. */
public final class DeviceFileRoutes {
    /** A segment of two dots anywhere. */
    private static final Pattern CLIMBS = Pattern.compile("/\\.\\.(/|$)");

    private static final int NOT_CONNECTED = 409;
    private static final int ANSWER_OK = 200;

    private final LiveDevices devices;
    private final FileTransfers transfers;
    private final UploadHold hold;
    private final SessionBook book;

    public DeviceFileRoutes(LiveDevices devices, FileTransfers transfers, UploadHold hold, SessionBook book) {
        this.devices = devices;
        this.transfers = transfers;
        this.hold = hold;
        this.book = book;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(LiveDeviceRoutes.DEVICE + "/download", Policy.SIGNED_IN, this::download),
                Route.put(LiveDeviceRoutes.DEVICE + "/upload", Policy.SIGNED_IN, BodyRule.STREAMED, this::upload));
    }

    private Reply download(Call call) {
        String path = path(call.query("path").orElse(""));
        DeviceRef device = LiveDevicePath.connected(call, devices, NOT_CONNECTED);
        try {
            if (call.method().equals("HEAD")) {
                return head(transfers.look(device, LiveDevicePath.owner(call), path));
            }
            long bytes = transfers.download(device, LiveDevicePath.owner(call), path, file -> call.answer(head(file)));
            note(call, device, "file.download", path, bytes);
            return Reply.empty(ANSWER_OK);
        } catch (TransferFailed failed) {
            return Reply.refused(TransferRefusal.of(failed.failure()));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static Reply head(DeviceFile file) {
        Reply head = Reply.empty(ANSWER_OK)
                .header("Content-Type", "application/octet-stream")
                .header("X-MEN-File-Path", ascii(file.path()))
                .header("X-MEN-File-Size", Long.toString(file.size()));
        // A size of 0 is also what a file of the kernel says that has content.
        Reply sized = file.size() == 0 ? head : head.header("Content-Length", Long.toString(file.size()));
        Reply owned = with(with(sized, "X-MEN-File-UID", file.uid()), "X-MEN-File-GID", file.gid());
        return file.mode().isPresent()
                ? owned.header("X-MEN-File-Mode", Long.toOctalString(file.mode().getAsLong()))
                : owned;
    }

    private static Reply with(Reply reply, String name, OptionalLong value) {
        return value.isPresent() ? reply.header(name, Long.toString(value.getAsLong())) : reply;
    }

    /** A header carries no other characters. */
    private static String ascii(String path) {
        return path.replaceAll("[^ -~]", "?");
    }

    private Reply upload(Call call) {
        DeviceRef device = LiveDevicePath.connected(call, devices, NOT_CONNECTED);
        try (FileForm form = new FileForm(
                hold, (target, source) -> transfers.upload(device, LiveDevicePath.owner(call), target, source))) {
            MultipartForm.read(call, form::take);
            long bytes = form.finish();
            note(call, device, "file.upload", form.path(), bytes);
            return Reply.empty(201);
        } catch (FileForm.Failed failed) {
            return Reply.refused(TransferRefusal.of(failed.failure()));
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    static String path(String text) {
        String path = StorableText.require(text);
        if (path.isEmpty() || path.getBytes(StandardCharsets.UTF_8).length > LinkLimits.PATH_BYTES_MAX) {
            throw Refusal.badRequest(
                            "file.path-malformed",
                            "name a path on the device, of at most " + LinkLimits.PATH_BYTES_MAX + " bytes")
                    .exception();
        }
        if (!path.startsWith("/")) {
            throw Refusal.badRequest("file.path-relative", "name the path from the device's root: it begins with /")
                    .exception();
        }
        // Not taken out here: behind a link /a/../b is not /b, and the audit trail is to name what was meant.
        if (CLIMBS.matcher(path).find()) {
            throw Refusal.badRequest("file.path-climbs", "name the path itself, without ..")
                    .exception();
        }
        return path;
    }

    private void note(Call call, DeviceRef device, String action, String path, long bytes) {
        book.note(
                new Access(call.caller(), device, call.remoteAddress(), call.requestId()),
                action,
                Json.object().put("path", path).put("bytes", bytes));
    }
}
