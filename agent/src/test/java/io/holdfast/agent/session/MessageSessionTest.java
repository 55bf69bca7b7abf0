package io.holdfast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a session ends, with real terminals of this machine's kernel. */
@Timeout(120)
class MessageSessionTest {
    private static final Offers NO_TERMINAL =
            new Offers(false, "/bin/sh", Optional.empty(), Optional.empty(), 0, Set.of());

    /** More than a terminal keeps for a shell that reads nothing (4 KiB, and 64 on the way), less than the stream's credit. */
    private static final int UNREAD_CHUNKS = 45;

    enum End {
        STOP(link -> link.send(new ShellMessage.Stop())),
        CLOSE(SessionLink::end),
        CUT(SessionLink::cut);

        private final Consumer<SessionLink> how;

        End(Consumer<SessionLink> how) {
            this.how = how;
        }
    }

    private static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    private static boolean runs(String argument) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .arguments()
                        .filter(all -> all.length == 1 && all[0].equals(argument))
                        .isPresent());
    }

    private static void type(SessionLink link, byte[] keys) {
        link.send(ShellMessage.Data.of(Payload.of(keys)));
    }

    private static void begin(SessionLink link) throws InterruptedException {
        link.send(new ShellMessage.New(Optional.empty(), ""));
        assertThat(link.next(ShellMessage.Started.class).status()).isEqualTo(ReplyStatus.NORMAL);
    }

    private static void awaitShown(SessionLink link, String text) throws InterruptedException {
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf(text) < 0) {
            ShellMessage.Data output = link.next(ShellMessage.Data.class);
            shown.append(new String(output.bytes().bytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_shell_that_reads_nothing_is_gone_when_its_terminal_session_or_link_ends(End end) throws Exception {
        String mark = "4711" + System.nanoTime() % 1_000_000;
        try (SessionLink link = new SessionLink(Offers.everything())) {
            begin(link);
            type(
                    link,
                    ("stty raw -echo; trap '' HUP TERM; echo ready-$((1+1)); sleep " + mark + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            awaitShown(link, "ready-2");
            eventually("it runs", () -> runs(mark));
            for (int i = 0; i < UNREAD_CHUNKS; i++) {
                type(link, new byte[4_096]);
            }

            end.how.accept(link);

            eventually("it is gone", () -> !runs(mark));
            if (end == End.STOP) {
                assertThat(link.next(ShellMessage.Ended.class).text()).isEqualTo("Shell stopped");
            }
        }
    }

    @Test
    void a_terminal_that_breaks_is_said_to_have_ended() throws Exception {
        try (SessionLink link = new SessionLink(Offers.everything())) {
            List<Thread> before = threads("agent-terminal");
            begin(link);
            type(link, "echo ready-$((1+1))\n".getBytes(StandardCharsets.UTF_8));
            awaitShown(link, "ready-2");
            // One that is stopped while it says something is stopped, and not broken.
            eventually("it waits for output", () -> reading(before).size() == 1);

            reading(before).forEach(Thread::interrupt);

            assertThat(link.next(ShellMessage.Ended.class))
                    .isEqualTo(new ShellMessage.Ended(ReplyStatus.ERROR, "the terminal broke"));
        }
    }

    private static List<Thread> reading(List<Thread> before) {
        return threads("agent-terminal").stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".PseudoTerminal")))
                .toList();
    }

    @Test
    void a_session_that_the_device_refuses_leaves_no_thread() {
        try (SessionLink link = new SessionLink(NO_TERMINAL)) {
            link.send(new ShellMessage.New(Optional.empty(), ""));

            assertThat(link.over.join()).isEqualTo("NOT_SERVED this device does not offer it");
            eventually("its thread ends", () -> threads("agent-session").isEmpty());
        }
    }

    @Test
    void a_session_whose_words_are_none_leaves_no_thread() {
        try (SessionLink link = new SessionLink(NO_TERMINAL)) {
            link.sendBytes(new byte[] {1, 2, 3});

            assertThat(link.over.join()).startsWith("FAILED no message");
            eventually("its thread ends", () -> threads("agent-session").isEmpty());
        }
    }
}
