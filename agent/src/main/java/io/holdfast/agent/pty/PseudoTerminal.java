package io.holdfast.agent.pty;

import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pseudo terminal with a shell in a session of its own. Ending it ends whatever runs in that session; when this process dies the kernel
 * hangs the terminal up, and the shell with it. Safe from any thread; one of them reads.
 */
public final class PseudoTerminal implements AutoCloseable {
    /** The session leader opens the terminal itself, and so it becomes the session's: this process must never get one by opening it. */
    private static final String ENTER = "exec \"$@\" <>\"$0\" >&0 2>&0";

    private static final int LOOK_MILLIS = 100;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    static {
        InheritedSignals.keepFromShells();
    }

    private final int terminal;
    private final Process shell;
    private final Object ending = new Object();
    private boolean closed;
    private boolean ended;

    private PseudoTerminal(int terminal, Process shell) {
        this.terminal = terminal;
        this.shell = shell;
    }

    /** Begins a shell as this user, or as whoever runs the agent. */
    public static PseudoTerminal begin(String shell, Optional<String> user, TerminalSize size)
            throws TerminalUnavailable {
        Optional<ShellUser> as = user.isPresent() ? Optional.of(ShellUser.named(user.get())) : Optional.empty();
        try {
            int terminal = Libc.openTerminal();
            try {
                Libc.size(terminal, size.height(), size.width());
                return new PseudoTerminal(terminal, start(Libc.nameOf(terminal), shell, as));
            } catch (IOException failed) {
                Libc.close(terminal);
                throw failed;
            }
        } catch (IOException | LinkageError failed) {
            throw new TerminalUnavailable("a terminal cannot be opened: " + failed.getMessage(), failed);
        }
    }

    private static Process start(String name, String shell, Optional<ShellUser> user) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", ENTER, name));
        user.ifPresent(as -> command.addAll(as.command()));
        if (user.isPresent()) { // --reset-env takes what is set here
            command.addAll(List.of("env", "TERM=xterm-256color", "PATH=" + PATH));
        }
        command.add(shell);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.put("TERM", "xterm-256color");
        environment.put("SHELL", shell);
        File home = new File(user.map(ShellUser::home).orElseGet(() -> environment.getOrDefault("HOME", "/")));
        builder.directory(home.isDirectory() ? home : new File("/"));
        return builder.start();
    }

    /** Waits for output; empty when there will be none any more. */
    public Payload read() throws IOException {
        while (true) {
            synchronized (this) {
                if (closed) {
                    return Payload.EMPTY;
                }
                // Looked at first: what the shell wrote last is read after it. An end may also come before it has
                // begun.
                boolean alive = shell.isAlive();
                if (Libc.read(terminal, LinkLimits.CHUNK_MAX) instanceof Libc.Read.Bytes output) {
                    return Payload.of(output.bytes());
                }
                if (!alive) {
                    return Payload.EMPTY;
                }
            }
            await(Libc.READABLE);
        }
    }

    private void await(short what) throws InterruptedIOException {
        Libc.await(terminal, what, LOOK_MILLIS);
        if (Thread.interrupted()) {
            throw new InterruptedIOException("the terminal is not waited for any more");
        }
    }

    /** Types; waits while the shell reads nothing. */
    public void write(Payload keys) throws IOException {
        int written = 0;
        while (written < keys.length()) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                written += Libc.write(terminal, keys.bytes(), written);
            }
            if (written < keys.length()) {
                await(Libc.WRITABLE);
            }
        }
    }

    /** The window has another size; the programs in it are told. */
    public synchronized void resize(TerminalSize size) {
        if (!closed) {
            try {
                Libc.size(terminal, size.height(), size.width());
            } catch (IOException gone) {
                // the shell has exited, which its reader sees
            }
        }
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Hangs up, kills what does not go by itself, and waits until it is killed. Whether it was this call that hung up. */
    public boolean end() {
        boolean own = hangUp();
        synchronized (ending) {
            if (!ended) {
                ended = true;
                ShellSession.end(shell);
            }
        }
        return own;
    }

    private synchronized boolean hangUp() {
        if (closed) {
            return false;
        }
        closed = true;
        Libc.close(terminal);
        return true;
    }

    @Override
    public void close() {
        boolean own = end();
    }
}
