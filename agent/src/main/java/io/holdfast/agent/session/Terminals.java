package io.holdfast.agent.session;

import io.holdfast.agent.pty.PseudoTerminal;
import io.holdfast.agent.pty.TerminalUnavailable;
import io.holdfast.wire.link.TerminalSize;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The terminals of a device: so many at a time, all of which end with the agent. Safe from any thread. */
final class Terminals implements AutoCloseable {
    /** As many as other agents run, and as the server opens. */
    private static final int MAX = 16;

    private static final TerminalSize SIZE = new TerminalSize(24, 80);

    private final Offers offers;
    private final Set<PseudoTerminal> open = new HashSet<>();
    private boolean over;

    Terminals(Offers offers) {
        this.offers = offers;
    }

    /** Begins a terminal with the offered shell. */
    synchronized PseudoTerminal begin(Optional<TerminalSize> size) throws TerminalUnavailable {
        if (over || open.size() >= MAX) {
            throw new TerminalUnavailable("the device has as many terminals as it takes");
        }
        PseudoTerminal terminal = PseudoTerminal.begin(offers.shell(), offers.user(), size.orElse(SIZE));
        open.add(terminal);
        return terminal;
    }

    /** Ends a terminal and what runs in it, and waits until it is gone. Whether it was this call that ended it. */
    boolean end(PseudoTerminal terminal) {
        boolean own = terminal.end();
        synchronized (this) {
            open.remove(terminal);
        }
        return own;
    }

    @Override
    public void close() {
        List<PseudoTerminal> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(open);
        }
        for (PseudoTerminal terminal : left) {
            boolean own = end(terminal);
        }
    }
}
