package io.holdfast.api.ops;

import io.holdfast.operator.figure.DiskRoom;
import io.holdfast.platform.clock.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves every few seconds that the data directory's disk still takes a write: overwrites one block and waits for the
 * disk. It has a thread of its own, because a disk that hangs takes its writer with it. A full disk is no death: the
 * block is there already, and a restart would not make room.
 */
public final class DiskPulse implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DiskPulse.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Cloud disks stall for tens of seconds and come back; longer, and a restart on another machine is better. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final int BLOCK_BYTES = 512;

    private final Path data;
    private final Clock clock;
    private final Path file;
    private final Pulse pulse;
    private volatile Optional<DiskRoom> room = Optional.empty();
    private final CountDownLatch stopped = new CountDownLatch(1);

    public DiskPulse(Path data, Clock clock) {
        this.data = data;
        this.clock = clock;
        this.file = data.resolve("disk-pulse");
        this.pulse = new Pulse("disk", clock, SILENCE_MAX);
    }

    /** What the disk's health is read from. */
    public HealthCheck check() {
        return pulse;
    }

    /** How much room there was when the disk last answered; empty before. */
    public Optional<DiskRoom> room() {
        return room;
    }

    public DiskPulse start() {
        Thread.ofPlatform().daemon().name("disk-pulse").start(this::beatUntilStopped);
        return this;
    }

    @Override
    public void close() {
        stopped.countDown();
    }

    private void beatUntilStopped() {
        try {
            do {
                write();
                measure();
            } while (!stopped.await(EVERY.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** On this thread, because a disk that hangs hangs here, too. */
    private void measure() {
        try {
            FileStore disk = Files.getFileStore(data);
            room = Optional.of(new DiskRoom(disk.getUsableSpace(), disk.getTotalSpace(), clock.monotonicNanos()));
        } catch (IOException failed) {
            log.atWarn().addKeyValue("reason", failed).log("the disk does not tell its room");
        }
    }

    /** Opened each time: a disk that was mounted anew is a new file. */
    private void write() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BLOCK_BYTES), 0);
            channel.force(false);
            pulse.beat();
        } catch (IOException failed) {
            log.atWarn().addKeyValue("reason", failed).log("the disk refused a write");
        }
    }
}
