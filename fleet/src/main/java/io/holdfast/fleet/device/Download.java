package io.holdfast.fleet.device;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What a device has of an artifact so far, over all the requests it took. */
final class Download {
    private final DownloadHabit habit;
    private final Optional<MessageDigest> digest;
    private long bytes;
    private boolean brokenOff;

    Download(DownloadHabit habit) {
        this.habit = habit;
        this.digest = habit.expectedSha256().map(expected -> sha256());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the next part; false breaks off here. */
    boolean received(ByteBuf in, int offset, int length) {
        bytes += length;
        digest.ifPresent(sum -> sum.update(in.nioBuffer(offset, length)));
        if (habit.breaksOff() && !brokenOff && bytes >= DownloadHabit.BREAKS_AFTER_BYTES) {
            brokenOff = true;
            return false;
        }
        return true;
    }

    long bytes() {
        return bytes;
    }

    /** Whether the bytes are the expected ones, as far as the device looks. Ends the digest: ask once. */
    boolean isWhole() {
        return habit.expectedSha256()
                .map(expected -> digest.map(sum -> HexFormat.of().formatHex(sum.digest()))
                        .equals(Optional.of(expected)))
                .orElse(true);
    }
}
