package io.holdfast.agent.pty;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of the C library that Java has no name for. Numbers are those of Linux on x86-64 and arm64. Loaded with the first
 * terminal; where it cannot be, there are no terminals.
 */
final class Libc {
    static final int READ_WRITE = 2;
    static final int NO_CONTROLLING_TERMINAL = 0x100;
    static final int NON_BLOCKING = 0x800;
    static final int CLOSE_ON_EXEC = 0x80000;
    static final short READABLE = 1;
    static final short WRITABLE = 4;
    private static final long SET_WINDOW_SIZE = 0x5414;
    private static final int NAME_MAX = 128;
    private static final int TRY_AGAIN = 11;
    private static final int INTERRUPTED = 4;
    private static final int INPUT_OUTPUT = 5;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = call("posix_openpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle GRANT = call("grantpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle UNLOCK = call("unlockpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle NAME =
            call("ptsname_r", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle CONTROL = call(
            "ioctl", FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = call("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle POLL = call("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle SIGNAL =
            call("signal", FunctionDescriptor.of(ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS));

    private Libc() {}

    private static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor, options);
    }

    /** Does one call; its result, or the error as a negative number. */
    @FunctionalInterface
    private interface Call {
        long run(Arena arena, MemorySegment state) throws Throwable;
    }

    private static long run(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            long result = call.run(arena, state);
            return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
        } catch (Throwable impossible) {
            throw new IllegalStateException("a call of the C library", impossible);
        }
    }

    private static long done(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed with error " + -result);
        }
        return result;
    }

    /** The controlling side of a new pseudo terminal, whose reads and writes do not wait. */
    static int openTerminal() throws IOException {
        int flags = READ_WRITE | NO_CONTROLLING_TERMINAL | NON_BLOCKING | CLOSE_ON_EXEC;
        int terminal = (int) done("posix_openpt", run((arena, state) -> (int) OPEN.invokeExact(state, flags)));
        try {
            done("grantpt", run((arena, state) -> (int) GRANT.invokeExact(state, terminal)));
            done("unlockpt", run((arena, state) -> (int) UNLOCK.invokeExact(state, terminal)));
        } catch (IOException failed) {
            close(terminal);
            throw failed;
        }
        return terminal;
    }

    /** The path of the side that programs see. */
    static String nameOf(int terminal) throws IOException {
        try (Arena names = Arena.ofConfined()) {
            MemorySegment name = names.allocate(NAME_MAX);
            long failed = run((arena, state) -> (int) NAME.invokeExact(state, terminal, name, (long) NAME_MAX));
            if (failed != 0) {
                throw new IOException("ptsname_r failed with error " + failed);
            }
            return name.getString(0);
        }
    }

    static void size(int terminal, int rows, int columns) throws IOException {
        done("ioctl", run((arena, state) -> {
            MemorySegment size = arena.allocateFrom(SHORT, (short) rows, (short) columns, (short) 0, (short) 0);
            return (int) CONTROL.invokeExact(state, terminal, SET_WINDOW_SIZE, size);
        }));
    }

    /** Waits until it can be read or written, at most so long. */
    static void await(int terminal, short what, int millis) {
        long ready = run((arena, state) -> {
            MemorySegment waited = arena.allocate(8, 4);
            waited.set(INT, 0, terminal);
            waited.set(SHORT, 4, what);
            return (int) POLL.invokeExact(state, waited, 1L, millis);
        });
    }

    /** What there is to read: empty if nothing now, and an end when the last program has closed its side. */
    sealed interface Read {
        record Bytes(byte[] bytes) implements Read {}

        record Nothing() implements Read {}

        record End() implements Read {}
    }

    static Read read(int terminal, int most) throws IOException {
        byte[] bytes = new byte[most];
        long count = run((arena, state) -> {
            MemorySegment buffer = arena.allocate(most);
            long got = (long) READ.invokeExact(state, terminal, buffer, (long) most);
            if (got > 0) {
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, (int) got);
            }
            return got;
        });
        if (count == -TRY_AGAIN || count == -INTERRUPTED) {
            return new Read.Nothing();
        }
        if (count == 0 || count == -INPUT_OUTPUT) {
            return new Read.End();
        }
        done("read", count);
        return new Read.Bytes(java.util.Arrays.copyOf(bytes, (int) count));
    }

    /** Writes what there is room for; how many bytes. */
    static int write(int terminal, byte[] bytes, int from) throws IOException {
        long count = run((arena, state) -> {
            MemorySegment buffer = arena.allocate(bytes.length - from);
            MemorySegment.copy(bytes, from, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length - from);
            return (long) WRITE.invokeExact(state, terminal, buffer, (long) bytes.length - from);
        });
        return count == -TRY_AGAIN || count == -INTERRUPTED ? 0 : (int) done("write", count);
    }

    static void close(int terminal) {
        long closed = run((arena, state) -> (int) CLOSE.invokeExact(state, terminal));
    }

    /** What this signal does to this process is the system's default from now on. */
    static void takeByDefault(int signal) {
        long before = run((arena, state) ->
                ((MemorySegment) SIGNAL.invokeExact(state, signal, MemorySegment.NULL)).address() & Long.MAX_VALUE);
    }
}
