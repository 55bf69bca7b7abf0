package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ten unmodified mender-clients, each with its mender-connect, used by ten people at once. */
class RealPairsTest {
    private static final int PAIRS = 10;
    /** A new device makes an RSA key, a second of one core. */
    private static final int AT_ONCE = 4;

    private static final int FILE_BYTES = 2 << 20;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration PROMPT_MAX = Duration.ofSeconds(30);
    /** See {@link RealSessionTest}: one terminal in 25 stays silent. */
    private static final int TERMINALS_MAX = 5;

    private static final List<Pair> PAIRED = new ArrayList<>();
    private static LiveServer live;
    private static ManagementApi api;
    private static MenderCli cli;

    private record Pair(ManagedDevice managed, RealDevice device, RealConnect agent) implements AutoCloseable {
        String connection() {
            return api.devices().connection(managed);
        }

        @Override
        public void close() {
            agent.close();
            device.close();
        }
    }

    @BeforeAll
    static void start() {
        RealClients.Able machine = Machine.withRealClients();
        live = LiveServer.start();
        api = live.login();
        cli = new MenderCli(live.url(), live.folder("home"));
        succeeded(cli.login(live.administrator().email(), live.administrator().password()));
        while (PAIRED.size() < PAIRS) {
            int first = PAIRED.size();
            int count = Math.min(AT_ONCE, PAIRS - first);
            List<RealDevice> started = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                started.add(RealDevice.start(
                        machine,
                        live.folder("pair-" + i),
                        RealDevice.Settings.of(live.url(), live.certificate(), mac(i), "test-board")));
            }
            for (int i = 0; i < count; i++) {
                RealDevice device = started.get(i);
                String mac = mac(first + i);
                ManagedDevice managed = Poll.forValue(SOON, () -> api.devices().find("pending", "mac", mac))
                        .orElseThrow(() -> new AssertionError("never pending\n" + device.log()));
                api.devices().accept(managed);
                PAIRED.add(new Pair(managed, device, device.connect()));
            }
        }
        PAIRED.forEach(RealPairsTest::awaitConnected);
    }

    private static String mac(int pair) {
        return "02:00:00:00:10:0" + pair;
    }

    private static void awaitConnected(Pair pair) {
        assertThat(Poll.until(SOON, () -> pair.connection().equals("connected")))
                .withFailMessage(() -> pair.device().log() + pair.agent().log())
                .isTrue();
    }

    @AfterAll
    static void stop() {
        PAIRED.forEach(Pair::close);
        PAIRED.clear();
        if (live != null) {
            live.close();
        }
    }

    private interface Deed {
        void with(int number, Pair pair) throws Exception;
    }

    private static void atOnce(Deed deed) throws Exception {
        try (ExecutorService people = Executors.newFixedThreadPool(PAIRS)) {
            List<Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                int number = i;
                Callable<Void> his = () -> {
                    deed.with(number, PAIRED.get(number));
                    return null;
                };
                done.add(people.submit(his));
            }
            for (Future<Void> each : done) {
                each.get();
            }
        }
    }

    @Test
    void ten_terminals_at_once_show_each_person_his_own_device() throws Exception {
        atOnce((number, pair) -> {
            try (Typed terminal = terminal(number, pair)) {
                terminal.type("echo pair-" + number + "-$((6*7))\n");
                terminal.awaitShown("pair-" + number + "-42");
                for (int other = 0; other < PAIRS; other++) {
                    if (other != number) {
                        assertThat(terminal.shown()).doesNotContain("pair-" + other + "-");
                    }
                }
                terminal.type("exit\n");
                assertThat(terminal.end()).as(terminal.shown()).isZero();
            }
        });
        assertAllStand();
    }

    private static Typed terminal(int number, Pair pair) {
        for (int opened = 1; opened <= TERMINALS_MAX; opened++) {
            Typed terminal = Typed.start(
                    live.folder("terminal-" + number + "-" + opened),
                    cli.words("terminal", pair.managed().id()),
                    cli.environment(),
                    30,
                    100);
            if (terminal.shows("# ", PROMPT_MAX)) {
                return terminal;
            }
            terminal.close();
        }
        throw new AssertionError("none of " + TERMINALS_MAX + " terminals showed a prompt");
    }

    @Test
    void ten_files_at_once_go_up_and_come_back_each_as_it_was() throws Exception {
        atOnce((number, pair) -> {
            Path original = write(number);
            Path onDevice = live.folder("on-device-" + number);
            Path back = live.folder("back-" + number);

            succeeded(cli.copy(original.toString(), pair.managed().id() + ":" + onDevice));
            succeeded(cli.copy(pair.managed().id() + ":" + onDevice, back.toString()));

            assertThat(Files.mismatch(original, onDevice)).isEqualTo(-1);
            assertThat(Files.mismatch(original, back)).isEqualTo(-1);
        });
        assertAllStand();
    }

    private static Path write(int number) throws IOException {
        byte[] bytes = new byte[FILE_BYTES];
        new Random(number).nextBytes(bytes);
        return Files.write(live.folder("original-" + number), bytes);
    }

    private static void succeeded(Command.Outcome outcome) {
        assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    }

    private static void assertAllStand() {
        assertThat(PAIRED).allSatisfy(pair -> {
            assertThat(pair.agent().isRunning()).isTrue();
            assertThat(pair.connection()).isEqualTo("connected");
        });
    }
}
