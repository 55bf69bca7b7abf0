package io.holdfast.gateway.files;

import io.holdfast.wire.link.FileTransferMessage;
import java.util.OptionalLong;

/**
 * An ordinary file on a device, before it is transferred.
 *
 * @param mode the permission bits
 */
public record DeviceFile(String path, long size, OptionalLong uid, OptionalLong gid, OptionalLong mode) {
    /** Of Go's file modes: directory, link, device, pipe, socket, character device, irregular. */
    private static final long NOT_A_FILE = 1L << 31 | 1L << 27 | 1L << 26 | 1L << 25 | 1L << 24 | 1L << 21 | 1L << 19;

    private static final long PERMISSIONS = 0777;

    static DeviceFile of(FileTransferMessage.Info info) throws TransferFailed {
        long mode = info.mode().orElse(0);
        if ((mode & NOT_A_FILE) != 0) {
            throw new TransferFailed(new TransferFailure.NotAFile());
        }
        OptionalLong permissions = info.mode().isPresent() ? OptionalLong.of(mode & PERMISSIONS) : OptionalLong.empty();
        return new DeviceFile(info.path(), info.size().orElse(0), info.uid(), info.gid(), permissions);
    }
}
