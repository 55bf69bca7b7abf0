package io.holdfast.fleet.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoNetworksTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @BeforeAll
    static void the_machine_allows_it() {
        Optional<String> missing = TwoNetworks.missing();
        missing.ifPresent(System.err::println);
        Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @Test
    void bytes_pass_until_the_wire_is_lost_and_then_neither_side_is_told_and_go_on_when_it_is_back() throws Exception {
        try (TwoNetworks networks = TwoNetworks.join()) {
            Path heard = folder.resolve("heard");
            Process listener = start(networks.right(), heard, "listen");
            Poll.require("it listens", SOON, () -> size(heard) > 0);
            Process talker = start(
                    networks.left(),
                    folder.resolve("said"),
                    "talk",
                    networks.right().address());
            try {
                Poll.require("bytes pass", SOON, () -> size(heard) > 10);

                networks.lose();
                Poll.require("nothing passes any more", SOON, () -> {
                    long before = size(heard);
                    return !Poll.until(Duration.ofMillis(500), () -> size(heard) > before);
                });
                assertThat(talker.isAlive()).as("the talker is told nothing").isTrue();
                assertThat(listener.isAlive())
                        .as("the listener is told nothing")
                        .isTrue();

                long before = size(heard);
                networks.restore();
                Poll.require("bytes pass again", SOON, () -> size(heard) > before + 10);
            } finally {
                talker.destroyForcibly();
                listener.destroyForcibly();
            }
        }
    }

    @Test
    void a_side_sees_nothing_of_the_machines_own_network() {
        try (TwoNetworks networks = TwoNetworks.join()) {
            String links =
                    networks.left().command("ip", "-brief", "link").run(SOON).output();

            assertThat(links.lines().map(line -> line.split("[ @]")[0])).containsExactlyInAnyOrder("lo", "wire");
        }
    }

    private static Process start(Side side, Path output, String... words) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command command = side.command(java, "-cp", System.getProperty("java.class.path"), Talker.class.getName());
        List<String> all = new ArrayList<>(command.words());
        all.addAll(List.of(words));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
