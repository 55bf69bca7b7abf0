package io.holdfast.gateway.terminal;

import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.history.Recorded;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.SessionOutcome;
import io.holdfast.gateway.history.TerminalRecording;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal shows, on its way from the device to the person and into the recording. Told on the link's event loop; hands
 * everything over to the person's, in order. A person who reads slowly slows the device.
 */
final class TerminalScreen implements SessionListener {
    /** A screen is some 10 KB; a person on a slow line sees no more than this in advance. */
    private static final int UNREAD_HIGH = 256 << 10;

    private static final int UNREAD_LOW = 64 << 10;

    private final Person person;
    private final Consumer<FromDevice> told;
    private final Consumer<SessionEnd> ended;
    private final AtomicInteger unread = new AtomicInteger();
    private volatile @Nullable DeviceSession session;
    private Optional<TerminalRecording> recording = Optional.empty();
    private Optional<Audience> audience = Optional.empty();
    private long fromDevice;

    /** Both are called on the person's event loop. */
    TerminalScreen(Person person, Consumer<FromDevice> told, Consumer<SessionEnd> ended) {
        this.person = person;
        this.told = told;
        this.ended = ended;
    }

    void of(DeviceSession opened) {
        session = opened;
    }

    void recordedBy(TerminalRecording begun) {
        recording = Optional.of(begun);
    }

    void watchedBy(Audience watching) {
        audience = Optional.of(watching);
    }

    void resized(TerminalSize size) {
        audience.ifPresent(watching -> watching.resized(size));
        recording.ifPresent(kept -> kept.resized(size));
    }

    @Override
    public void message(FromDevice message) {
        if (message instanceof ShellMessage.Data data) {
            pace(data.bytes().length());
            person.loop().execute(() -> show(data));
        } else {
            person.loop().execute(() -> told.accept(message));
        }
    }

    private void pace(int bytes) {
        int before = unread.getAndAdd(bytes);
        DeviceSession device = session;
        if (device == null) {
            return;
        }
        if (before <= UNREAD_HIGH && before + bytes > UNREAD_HIGH) {
            device.reading(false);
        } else if (before > UNREAD_LOW && before + bytes <= UNREAD_LOW) {
            device.reading(true);
        }
    }

    private void show(ShellMessage.Data data) {
        byte[] bytes = data.bytes().bytes();
        fromDevice += bytes.length;
        recording.ifPresent(kept -> kept.output(bytes));
        audience.ifPresent(watching -> watching.told(data));
        DeviceSession device = session;
        person.tell(device == null ? "" : device.id(), data, () -> pace(-bytes.length));
    }

    @Override
    public void closed(SessionEnd end) {
        person.loop().execute(() -> ended.accept(end));
    }

    /** Puts the session's end on record, with the recording when that is stored. */
    void end(SessionBook book, LiveSession live, String cause, long toDevice) {
        recording
                .map(TerminalRecording::end)
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()))
                .thenAccept((Optional<Recorded> stored) ->
                        book.end(live, new SessionOutcome(cause, toDevice, fromDevice, List.of(), stored)));
    }
}
