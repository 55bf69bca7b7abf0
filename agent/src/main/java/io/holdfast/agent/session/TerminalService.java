package io.holdfast.agent.session;

import io.holdfast.agent.pty.PseudoTerminal;
import io.holdfast.agent.pty.TerminalUnavailable;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.io.IOException;
import java.util.Optional;

/** One terminal: keystrokes come on the session's thread, output goes on one of its own. */
final class TerminalService implements Service {
    private static final ShellMessage.Ended BROKE = new ShellMessage.Ended(ReplyStatus.ERROR, "the terminal broke");

    private final Terminals terminals;
    private final Speaker speaker;
    private Optional<PseudoTerminal> terminal = Optional.empty();
    private boolean cut;

    TerminalService(Terminals terminals, Speaker speaker) {
        this.terminals = terminals;
        this.speaker = speaker;
    }

    @Override
    public boolean takes(ToDevice message) {
        return message instanceof ShellMessage;
    }

    @Override
    public void take(ToDevice message) throws InterruptedException {
        if (message instanceof ShellMessage shell) {
            switch (shell) {
                case ShellMessage.New start -> start(start);
                case ShellMessage.Data keys -> type(keys);
                case ShellMessage.Resize resize -> terminal().ifPresent(open -> open.resize(resize.size()));
                case ShellMessage.Stop ignored -> stop();
                case ShellMessage.Pong ignored -> {}
                case ShellMessage.Ping ignored -> {}
                case ShellMessage.Started ignored -> {}
                case ShellMessage.Ended ignored -> {}
            }
        }
    }

    private void start(ShellMessage.New start) throws InterruptedException {
        if (terminal().isPresent()) {
            say(new ShellMessage.Started(ReplyStatus.ERROR, "this session has a terminal"));
            return;
        }
        try {
            PseudoTerminal begun = terminals.begin(start.size());
            if (!keep(begun)) {
                boolean own = terminals.end(begun);
                say(new ShellMessage.Started(ReplyStatus.ERROR, "the terminal was stopped before it began"));
                return;
            }
            say(new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
            Thread shows = Thread.ofPlatform().name("agent-terminal").daemon().start(() -> show(begun));
        } catch (TerminalUnavailable unavailable) {
            say(new ShellMessage.Started(ReplyStatus.ERROR, String.valueOf(unavailable.getMessage())));
        }
    }

    /** Whether it is still wanted. */
    private synchronized boolean keep(PseudoTerminal begun) {
        terminal = Optional.of(begun);
        return !cut;
    }

    private synchronized Optional<PseudoTerminal> terminal() {
        return terminal;
    }

    private void say(io.holdfast.wire.link.FromDevice message) throws InterruptedException {
        boolean heard = speaker.say(message);
    }

    private void show(PseudoTerminal shown) {
        try {
            boolean heard = true;
            for (Payload output = read(shown); heard && !output.isEmpty(); output = read(shown)) {
                heard = speaker.say(ShellMessage.Data.of(output));
            }
            end(shown, new ShellMessage.Ended(ReplyStatus.NORMAL, "the shell exited"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            boolean own = terminals.end(shown);
        }
    }

    /** The next output; empty when there will be none any more. */
    private Payload read(PseudoTerminal shown) throws InterruptedException {
        try {
            return shown.read();
        } catch (IOException broken) {
            end(shown, BROKE);
            return Payload.EMPTY;
        }
    }

    private void type(ShellMessage.Data keys) throws InterruptedException {
        Optional<PseudoTerminal> open = terminal();
        if (open.isPresent()) {
            try {
                open.get().write(keys.bytes());
            } catch (IOException broken) {
                end(open.get(), BROKE);
            }
        }
    }

    /** Ends a terminal, and says so if nobody has ended it before. */
    private void end(PseudoTerminal ended, ShellMessage.Ended words) throws InterruptedException {
        if (terminals.end(ended)) {
            say(words);
        }
    }

    /** Answered in any case: the server counts the shell until then. */
    private void stop() throws InterruptedException {
        close();
        say(new ShellMessage.Ended(ReplyStatus.NORMAL, "Shell stopped"));
    }

    /** Keys for a shell that reads none are typed for ever, and what would end it waits behind them. */
    @Override
    public void cut() {
        Optional<PseudoTerminal> open;
        synchronized (this) {
            cut = true;
            open = terminal;
        }
        if (open.isPresent() && !open.get().isClosed()) {
            Thread ends =
                    Thread.ofPlatform().name("agent-terminal-end").daemon().start(this::close);
        }
    }

    @Override
    public void close() {
        terminal().ifPresent(open -> {
            boolean own = terminals.end(open);
        });
    }
}
