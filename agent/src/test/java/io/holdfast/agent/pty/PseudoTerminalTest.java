package io.holdfast.agent.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Real terminals of this machine's kernel. */
@Timeout(60)
class PseudoTerminalTest {
    private static final TerminalSize SIZE = new TerminalSize(24, 80);

    private static PseudoTerminal open() throws TerminalUnavailable {
        return PseudoTerminal.begin("/bin/sh", Optional.empty(), SIZE);
    }

    private static void type(PseudoTerminal terminal, String keys) throws IOException {
        terminal.write(Payload.of(keys.getBytes(StandardCharsets.UTF_8)));
    }

    private static String shown(PseudoTerminal terminal, String until) throws IOException {
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf(until) < 0) {
            Payload output = terminal.read();
            if (output.isEmpty()) {
                throw new AssertionError("it ended after: " + shown);
            }
            shown.append(new String(output.bytes(), StandardCharsets.UTF_8));
        }
        return shown.toString();
    }

    @Test
    void a_shell_has_a_terminal_of_its_own_with_job_control_and_a_size() throws Exception {
        try (PseudoTerminal terminal = open()) {
            type(terminal, "stty size; tty; echo end-$((40+2))\n");
            assertThat(shown(terminal, "end-42")).contains("24 80\r\n/dev/pts/");

            terminal.resize(new TerminalSize(50, 132));
            type(terminal, "stty size\n");
            shown(terminal, "50 132\r\n");

            type(terminal, "sh -c 'echo begun-$((1+1)); exec sleep 600'\n");
            shown(terminal, "begun-2");
            type(terminal, "\u0003");
            type(terminal, "echo interrupted $?\n");
            shown(terminal, "interrupted 130");
        }
    }

    @Test
    void an_agent_that_was_started_in_the_background_gives_its_shells_signals_as_they_are() throws Exception {
        SignalHandler before = Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        try {
            InheritedSignals.keepFromShells();
            try (PseudoTerminal terminal = open()) {
                type(terminal, "sh -c 'echo begun-$((1+1)); exec sleep 600'\n");
                shown(terminal, "begun-2");
                type(terminal, "\u0003");
                type(terminal, "echo interrupted $?\n");
                shown(terminal, "interrupted 130");
            }
        } finally {
            Signal.handle(new Signal("INT"), before);
        }
    }

    @Test
    void a_shell_that_exits_ends_it_after_its_last_words() throws Exception {
        try (PseudoTerminal terminal = open()) {
            type(terminal, "sleep 600 & echo last words; exit\n");
            shown(terminal, "last words\r\n");
            Payload output = terminal.read();
            while (!output.isEmpty()) {
                output = terminal.read();
            }
            assertThat(terminal.isClosed()).isFalse();
        }
    }

    @Test
    void a_terminal_that_nobody_reads_can_be_closed() throws Exception {
        PseudoTerminal terminal = open();
        type(terminal, "yes\n");
        shown(terminal, "y\r\ny\r\n");

        terminal.close();

        assertThat(terminal.read()).isEqualTo(Payload.EMPTY);
        type(terminal, "into the void\n");
    }

    @Test
    void keys_for_a_shell_that_reads_nothing_wait_until_it_is_closed() throws Exception {
        PseudoTerminal terminal = open();
        type(terminal, "stty raw -echo; echo ready; exec sleep 600\n");
        shown(terminal, "ready");
        Thread typist = Thread.ofPlatform().start(() -> {
            try {
                terminal.write(Payload.of(new byte[1 << 20]));
            } catch (IOException closed) {
                throw new AssertionError(closed);
            }
        });

        terminal.close();
        typist.join();

        assertThat(typist.isAlive()).isFalse();
    }

    @Test
    void a_user_that_there_is_not_is_named() {
        assertThatThrownBy(() -> PseudoTerminal.begin("/bin/sh", Optional.of("nobody-of-this-name"), SIZE))
                .isInstanceOf(TerminalUnavailable.class)
                .hasMessageContaining("nobody-of-this-name");
    }

    @Test
    void another_user_s_shell_is_that_user_s() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        try (PseudoTerminal terminal = PseudoTerminal.begin("/bin/sh", Optional.of("nobody"), SIZE)) {
            type(terminal, "echo \"I am $(id -un) $TERM\"\n");
            shown(terminal, "I am nobody xterm-256color");
        }
    }
}
