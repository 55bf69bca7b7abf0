package io.holdfast.gateway.history;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.json.Json;
import io.holdfast.release.BlobStore;
import io.holdfast.release.BlobUpload;
import io.holdfast.wire.link.TerminalSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records what a terminal shows, never what is typed: passwords are. Nobody waits for it: a disk that is too slow, or a session that is
 * too long, costs the rest of the recording and is told. Written by a thread of its own. The format is asciicast version 2: a header
 * and an event a line.
 */
public final class TerminalRecording {
    private static final Logger log = LoggerFactory.getLogger(TerminalRecording.class);

    /** Two hours of a busy terminal; a flood fills it in a minute. */
    static final long BYTES_MAX = RecordedLines.BYTES_MAX;

    /** What may wait for the disk. */
    private static final int WAITING_MAX = 1 << 20;

    private static final double NANOS = 1e9;

    private final BlobStore blobs;
    private final Clock clock;
    private final long startedNanos;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CompletableFuture<Optional<Recorded>> stored = new CompletableFuture<>();
    private volatile boolean whole = true;

    private sealed interface Event {
        record Output(long nanos, byte[] bytes) implements Event {}

        record Resize(long nanos, TerminalSize size) implements Event {}

        record End() implements Event {}
    }

    private TerminalRecording(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
        this.startedNanos = clock.monotonicNanos();
    }

    /** Begins one. */
    static TerminalRecording begin(BlobStore blobs, Clock clock, TerminalSize size) {
        TerminalRecording recording = new TerminalRecording(blobs, clock);
        long seconds = clock.now().getEpochSecond();
        Thread.ofVirtual().name("terminal-recording").start(() -> recording.run(size, seconds));
        return recording;
    }

    /** The terminal showed this. */
    public void output(byte[] bytes) {
        if (stored.isDone()) {
            return;
        }
        if (waiting.addAndGet(bytes.length) > WAITING_MAX) {
            waiting.addAndGet(-bytes.length);
            whole = false;
        } else {
            events.add(new Event.Output(nanos(), bytes));
        }
    }

    /** The terminal has another size now. */
    public void resized(TerminalSize size) {
        if (stored.isDone()) {
            return;
        }
        events.add(new Event.Resize(nanos(), size));
    }

    /** The terminal is over. Completes when the recording is stored, with nothing where that failed. */
    public CompletionStage<Optional<Recorded>> end() {
        events.add(new Event.End());
        return stored;
    }

    private long nanos() {
        return clock.monotonicNanos() - startedNanos;
    }

    private void run(TerminalSize size, long epochSeconds) {
        try {
            if (blobs.room() < BYTES_MAX) {
                throw new IOException("the disk is almost full");
            }
            store(size, epochSeconds);
        } catch (IOException failed) {
            whole = false;
            log.atWarn().addKeyValue("cause", failed.getMessage()).log("a terminal could not be recorded");
            stored.complete(Optional.empty());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            stored.complete(Optional.empty());
        }
    }

    private void store(TerminalSize size, long epochSeconds) throws IOException, InterruptedException {
        try (BlobUpload upload = blobs.begin()) {
            RecordedLines lines = new RecordedLines(upload);
            lines.add(header(size, epochSeconds));
            write(lines);
            whole &= lines.whole();
            upload.commit();
            stored.complete(Optional.of(new Recorded(upload.key(), upload.size(), whole)));
        }
    }

    private static ObjectNode header(TerminalSize size, long epochSeconds) {
        ObjectNode header = Json.object()
                .put("version", 2)
                .put("width", size.width())
                .put("height", size.height())
                .put("timestamp", epochSeconds);
        header.putObject("env").put("TERM", "xterm-256color");
        return header;
    }

    private void write(RecordedLines lines) throws IOException, InterruptedException {
        Utf8Pieces text = new Utf8Pieces();
        while (true) {
            switch (events.take()) {
                case Event.Output output -> {
                    waiting.addAndGet(-output.bytes().length);
                    String shown = text.add(output.bytes());
                    if (!shown.isEmpty()) {
                        event(lines, output.nanos(), "o", shown);
                    }
                }
                case Event.Resize resize ->
                    event(
                            lines,
                            resize.nanos(),
                            "r",
                            resize.size().width() + "x" + resize.size().height());
                case Event.End end -> {
                    lines.flush();
                    return;
                }
            }
        }
    }

    private static void event(RecordedLines lines, long nanos, String kind, String data) throws IOException {
        lines.add(Json.array().add(nanos / NANOS).add(kind).add(data));
    }
}
