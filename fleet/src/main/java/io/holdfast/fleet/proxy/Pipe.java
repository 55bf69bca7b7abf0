package io.holdfast.fleet.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One direction of one connection. Everything here happens on the connection's event loop, whose clock is the pipe's. */
final class Pipe {
    /** Bytes on their way at most: 50 ms of delay at 20 MB/s. The sender is not read above it. */
    static final int ROOM = 1 << 20;

    /** A throttled line sends in slices of a fiftieth of a second, finer than what people or time-outs notice. */
    private static final int SLICES_PER_SECOND = 50;

    /** What came and has not left. */
    private sealed interface Held {
        long since();

        record Bytes(ByteBuf bytes, long since) implements Held {}

        record End(boolean reset, long since) implements Held {}
    }

    private final Channel from;
    private final Channel to;
    private final Supplier<Fault> fault;
    private final Runnable whenOver;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private int heldBytes;
    private long passedBytes;
    private long lineFreeAt;
    private long wakeAt = Long.MAX_VALUE;
    private boolean ended;
    private boolean over;

    /** @param whenOver told when the end has passed */
    Pipe(Channel from, Channel to, Supplier<Fault> fault, Runnable whenOver) {
        this.from = from;
        this.to = to;
        this.fault = fault;
        this.whenOver = whenOver;
        this.lineFreeAt = now();
    }

    /** Takes the buffer over. */
    void arrived(ByteBuf bytes) {
        if (over || ended) {
            bytes.release();
            return;
        }
        heldBytes += bytes.readableBytes();
        held.add(new Held.Bytes(bytes, now()));
        pump();
    }

    /** The sender has said its last byte, or was reset. Said once; what follows is not heard. */
    void ended(boolean reset) {
        if (!over && !ended) {
            ended = true;
            held.add(new Held.End(reset, now()));
            pump();
        }
    }

    /** Sends on what may leave now and comes back when the next may. */
    void pump() {
        boolean more = true;
        while (more && !over && !held.isEmpty()) {
            more = pass(held.element());
        }
        if (!ended && !over) {
            from.config().setAutoRead(heldBytes < ROOM);
        }
    }

    private boolean pass(Held first) {
        return switch (fault.get()) {
            case Fault.None none -> passWhole(first);
            case Fault.Delay delay -> isTime(first.since() + delay.by().toNanos()) && passWhole(first);
            case Fault.Throttle throttle -> isTime(lineFreeAt) && passSlice(first, throttle.bytesPerSecond());
            case Fault.BlackHole blackHole -> false;
            case Fault.Cut cut -> {
                reset();
                yield false;
            }
        };
    }

    private boolean isTime(long due) {
        long wait = due - now();
        if (wait <= 0) {
            return true;
        }
        if (due < wakeAt) {
            wakeAt = due;
            from.eventLoop().schedule(this::wake, wait, TimeUnit.NANOSECONDS);
        }
        return false;
    }

    private void wake() {
        wakeAt = Long.MAX_VALUE;
        pump();
    }

    private boolean passWhole(Held first) {
        return switch (first) {
            case Held.Bytes some -> write(some.bytes().readableBytes());
            case Held.End end -> passEnd(end);
        };
    }

    private boolean passSlice(Held first, int bytesPerSecond) {
        return switch (first) {
            case Held.Bytes some -> {
                int slice = Math.min(some.bytes().readableBytes(), Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
                boolean written = write(slice);
                if (written) {
                    lineFreeAt = Math.max(lineFreeAt, now()) + TimeUnit.SECONDS.toNanos(slice) / bytesPerSecond;
                }
                yield written;
            }
            case Held.End end -> passEnd(end);
        };
    }

    /** Writes the first bytes, unless the receiver does not keep up: it says so when it does again. */
    private boolean write(int count) {
        if (!to.isWritable()) {
            return false;
        }
        ByteBuf bytes = ((Held.Bytes) held.element()).bytes();
        heldBytes -= count;
        passedBytes += count;
        if (count < bytes.readableBytes()) {
            to.writeAndFlush(bytes.readRetainedSlice(count), to.voidPromise());
        } else {
            held.remove();
            to.writeAndFlush(bytes, to.voidPromise());
        }
        return true;
    }

    private boolean passEnd(Held.End end) {
        held.remove();
        if (end.reset()) {
            over = true;
            resetReceiver();
        } else {
            // behind what is still being written: closing the output drops that
            to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> closeOutput());
        }
        return false;
    }

    private void closeOutput() {
        over = true;
        if (to instanceof DuplexChannel duplex && to.isActive()) {
            duplex.shutdownOutput();
        } else {
            to.close();
        }
        whenOver.run();
    }

    /** Drops what is held and tells the receiver with a reset. */
    void reset() {
        drop();
        resetReceiver();
    }

    private void resetReceiver() {
        if (to.isActive()) {
            to.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        to.close();
    }

    /** Frees what is held; nothing passes any more. */
    void drop() {
        over = true;
        for (Held item : held) {
            if (item instanceof Held.Bytes some) {
                some.bytes().release();
            }
        }
        held.clear();
        heldBytes = 0;
    }

    /** Whether the end has passed. */
    boolean isOver() {
        return over;
    }

    int heldBytes() {
        return heldBytes;
    }

    long passedBytes() {
        return passedBytes;
    }

    private long now() {
        return from.eventLoop().ticker().nanoTime();
    }
}
