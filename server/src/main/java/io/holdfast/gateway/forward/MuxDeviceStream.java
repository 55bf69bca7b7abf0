package io.holdfast.gateway.forward;

import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.gateway.session.StreamDoor;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One stream of a link as bytes for somebody. It lives on two loops: what its user does and hears on his, the stream itself on the link's.
 */
final class MuxDeviceStream implements DeviceStream, MuxListener {
    /** As for a connection over any link. */
    private static final int CONNECT_SECONDS = 15;

    private final StreamDoor door;
    private final EventExecutor loop;
    private final StreamListener listener;
    private final CompletableFuture<StreamOpening> opening = new CompletableFuture<>();
    // Written and not yet in the stream's own queue.
    private final AtomicInteger waiting = new AtomicInteger();

    // On the user's loop.
    private State state = State.CONNECTING;
    private boolean full;

    // On the link's loop.
    private final Deque<Payload> pieces = new ArrayDeque<>();
    private Optional<MuxLink> mux = Optional.empty();
    private Optional<MuxStream> stream = Optional.empty();

    private enum State {
        CONNECTING,
        OPEN,
        OVER
    }

    private MuxDeviceStream(StreamDoor door, EventExecutor loop, StreamListener listener) {
        this.door = door;
        this.loop = loop;
        this.listener = listener;
    }

    static CompletionStage<StreamOpening> open(
            StreamDoor door, StreamTarget target, EventExecutor loop, StreamListener listener) {
        MuxDeviceStream opened = new MuxDeviceStream(door, loop, listener);
        MuxTarget to = new MuxTarget.Tcp(target.host(), target.port());
        door.enter(link -> opened.ask(link, to));
        var deadline = loop.schedule(opened::timedOut, CONNECT_SECONDS, TimeUnit.SECONDS);
        opened.opening.thenAccept(told -> {
            boolean cancelled = deadline.cancel(false);
        });
        return opened.opening;
    }

    private void ask(MuxLink link, MuxTarget to) {
        mux = Optional.of(link);
        stream = link.open(to, StreamPriority.HTTP, this);
        if (stream.isEmpty()) {
            refuse(door.isOver() ? StreamOpening.Reason.LINK_ENDED : StreamOpening.Reason.BUSY, "");
        }
    }

    private void refuse(StreamOpening.Reason reason, String text) {
        loop.execute(() -> giveUp(reason, text));
    }

    private void giveUp(StreamOpening.Reason reason, String text) {
        if (state == State.CONNECTING) {
            state = State.OVER;
            opening.complete(new StreamOpening.Refused(reason, text));
        }
    }

    private void timedOut() {
        if (state == State.CONNECTING) {
            giveUp(StreamOpening.Reason.TIMED_OUT, "");
            abandon();
        }
    }

    private void abandon() {
        onLink(() -> {
            pieces.clear();
            stream.ifPresent(open -> open.reset(ResetCode.CANCELLED, ""));
        });
    }

    private void onLink(Runnable part) {
        if (door.loop().inEventLoop()) {
            part.run();
        } else {
            door.loop().execute(part);
        }
    }

    @Override
    public boolean write(byte[] bytes) {
        if (state != State.OPEN) {
            return true; // it is lost, and nobody waits for room in what has ended
        }
        full = waiting.addAndGet(bytes.length) >= WINDOW;
        boolean room = !full;
        onLink(() -> {
            queue(bytes);
            drain();
        });
        return room;
    }

    private void queue(byte[] bytes) {
        if (bytes.length <= MuxLimits.DATA_MAX) {
            pieces.add(Payload.of(bytes));
            return;
        }
        for (int from = 0; from < bytes.length; from += MuxLimits.DATA_MAX) {
            pieces.add(Payload.of(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + MuxLimits.DATA_MAX))));
        }
    }

    private void drain() {
        int moved = 0;
        while (!pieces.isEmpty() && hasRoom()) {
            Payload piece = pieces.remove();
            boolean taken = stream.filter(open -> open.send(piece)).isPresent();
            moved += piece.length();
        }
        if (moved > 0) {
            int left = waiting.addAndGet(-moved);
            if (left <= WINDOW / 2) {
                loop.execute(this::tellRoom);
            }
        }
    }

    private boolean hasRoom() {
        return stream.isPresent() && mux.isPresent() && mux.get().hasRoom(stream.get(), this);
    }

    private void tellRoom() {
        if (full && state == State.OPEN) {
            full = false;
            listener.room();
        }
    }

    @Override
    public void taken(int bytes) {
        onLink(() -> stream.ifPresent(open -> open.taken(bytes)));
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.OVER;
            abandon();
        }
    }

    @Override
    public void accepted() {
        loop.execute(() -> {
            if (state == State.CONNECTING) {
                state = State.OPEN;
                opening.complete(new StreamOpening.Opened(this));
            }
        });
    }

    @Override
    public void data(Payload bytes) {
        loop.execute(() -> {
            if (state == State.OPEN) {
                listener.bytes(bytes.bytes());
            }
        });
    }

    @Override
    public void room() {
        drain();
    }

    /** The program there has closed its side, and whoever reads here is told the end of both. */
    @Override
    public void ended() {
        stream.ifPresent(open -> mux.ifPresent(link -> link.finish(open)));
        loop.execute(() -> end(StreamEnd.CLOSED_BY_DEVICE));
    }

    private void end(StreamEnd why) {
        if (state == State.OPEN) {
            state = State.OVER;
            listener.ended(why);
        }
    }

    @Override
    public void over(ResetCode code, String text) {
        boolean linkOver = door.isOver();
        pieces.clear();
        loop.execute(() -> {
            giveUp(linkOver ? StreamOpening.Reason.LINK_ENDED : reason(code), text);
            end(linkOver ? StreamEnd.LINK_ENDED : StreamEnd.BROKEN);
        });
    }

    private static StreamOpening.Reason reason(ResetCode code) {
        return switch (code) {
            case REFUSED, NOT_SERVED -> StreamOpening.Reason.NOT_SERVED;
            case UNREACHABLE, CANCELLED, FAILED -> StreamOpening.Reason.NO_CONNECTION;
            case BUSY -> StreamOpening.Reason.BUSY;
        };
    }
}
