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
    private final Terminals terminals;
    private final Speaker speaker;
    private Optional<PseudoTerminal> terminal = Optional.empty();

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
                case ShellMessage.Resize resize -> terminal.ifPresent(open -> open.resize(resize.size()));
                case ShellMessage.Stop ignored -> stop();
                case ShellMessage.Pong ignored -> {}
                case ShellMessage.Ping ignored -> {}
                case ShellMessage.Started ignored -> {}
                case ShellMessage.Ended ignored -> {}
            }
        }
    }

    private void start(ShellMessage.New start) throws InterruptedException {
        if (terminal.isPresent()) {
            say(new ShellMessage.Started(ReplyStatus.ERROR, "this session has a terminal"));
            return;
        }
        try {
            PseudoTerminal begun = terminals.begin(start.size());
            terminal = Optional.of(begun);
            say(new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
            Thread shows = Thread.ofPlatform().name("agent-terminal").daemon().start(() -> show(begun));
        } catch (TerminalUnavailable unavailable) {
            say(new ShellMessage.Started(ReplyStatus.ERROR, String.valueOf(unavailable.getMessage())));
        }
    }

    private void say(io.holdfast.wire.link.FromDevice message) throws InterruptedException {
        boolean heard = speaker.say(message);
    }

    private void show(PseudoTerminal shown) {
        try {
            boolean heard = true;
            for (Payload output = shown.read(); heard && !output.isEmpty(); output = shown.read()) {
                heard = speaker.say(ShellMessage.Data.of(output));
            }
            boolean own = !shown.isClosed();
            terminals.end(shown);
            if (own) {
                say(new ShellMessage.Ended(ReplyStatus.NORMAL, "the shell exited"));
            }
        } catch (IOException broken) {
            terminals.end(shown);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            terminals.end(shown);
        }
    }

    private void type(ShellMessage.Data keys) {
        terminal.ifPresent(open -> {
            try {
                open.write(keys.bytes());
            } catch (IOException broken) {
                terminals.end(open);
            }
        });
    }

    /** Answered in any case: the server counts the shell until then. */
    private void stop() throws InterruptedException {
        close();
        say(new ShellMessage.Ended(ReplyStatus.NORMAL, "Shell stopped"));
    }

    @Override
    public void close() {
        terminal.ifPresent(terminals::end);
    }
}
