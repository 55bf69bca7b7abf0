package io.holdfast.agent.pty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sun.misc.Signal;

/**
 * Whoever starts the agent in the background ({@code agent &}, {@code nohup}) starts it with signals ignored; programs inherit that,
 * and a shell may not undo it: no Ctrl+C would end anything in a terminal, and no hang-up the shell. What a process handles its
 * children do not inherit (POSIX, exec), so what is ignored is handled from now on, by doing nothing.
 */
final class InheritedSignals {
    private static final List<String> OF_TERMINALS = List.of("INT", "HUP", "TSTP", "TTIN", "TTOU");

    /** A mask in hexadecimal, proc(5). */
    private static final String IGNORED = "SigIgn:";

    private InheritedSignals() {}

    /** To be called before a shell is begun; this process goes on ignoring what it ignores. */
    static void keepFromShells() {
        OF_TERMINALS.forEach(InheritedSignals::keepFromShells);
    }

    private static void keepFromShells(String name) {
        Signal signal = new Signal(name);
        if (isIgnored(signal)) {
            // The JVM leaves alone what was ignored when it began.
            Libc.takeByDefault(signal.getNumber());
            Signal.handle(signal, came -> {});
        }
    }

    /** Asked of the kernel: to ask the JVM is to set another handler. */
    private static boolean isIgnored(Signal signal) {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith(IGNORED))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(IGNORED.length()).strip(), 16))
                    .anyMatch(mask -> (mask >> (signal.getNumber() - 1) & 1) == 1);
        } catch (IOException | UncheckedIOException noSuchFile) {
            return false;
        }
    }
}
