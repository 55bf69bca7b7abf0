package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void a_second_server_on_the_same_directory_is_refused_and_told_the_first_ones_process() {
        try (DataDirectory first = DataDirectory.claim(folder.resolve("data"))) {
            assertThatThrownBy(() -> DataDirectory.claim(first.path()))
                    .satisfies(refused("start.data-in-use"))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void a_server_in_another_process_is_refused_too_even_after_a_failed_claim_here() throws Exception {
        try (DataDirectory first = DataDirectory.claim(folder.resolve("data"))) {
            assertThatThrownBy(() -> DataDirectory.claim(first.path())).isInstanceOf(StartRefused.class);

            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Claimant.class.getName(),
                            first.path().toString())
                    .redirectErrorStream(true)
                    .start();

            assertThat(new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("start.data-in-use")
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Runs in a process of its own. */
    static final class Claimant {
        public static void main(String[] arguments) {
            try (DataDirectory claimed = DataDirectory.claim(Path.of(arguments[0]))) {
                System.out.println("claimed " + claimed.path());
            } catch (StartRefused refused) {
                System.out.println(refused.code() + " " + refused.sentence());
            }
        }
    }

    @Test
    void a_directory_is_free_again_after_close() {
        DataDirectory.claim(folder).close();
        try (DataDirectory again = DataDirectory.claim(folder)) {
            assertThat(again.path()).isDirectory();
        }
    }

    @Test
    void the_pid_of_a_killed_server_keeps_nobody_out() throws IOException {
        Files.writeString(folder.resolve("holdfast.pid"), "1\n");
        try (DataDirectory claimed = DataDirectory.claim(folder)) {
            assertThat(Files.readString(claimed.path().resolve("holdfast.pid")).strip())
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void a_full_disk_is_refused_with_what_is_left_and_the_directory_stays_free() {
        assertThatThrownBy(() -> DataDirectory.claim(folder, directory -> 5L << 20))
                .satisfies(refused("start.disk-full"))
                .hasMessageContaining("5 MiB");
        DataDirectory.claim(folder).close();
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "x");
        assertThatThrownBy(() -> DataDirectory.claim(file)).satisfies(refused("start.data-unusable"));
    }

    @Test
    void others_may_pass_a_new_directory_but_not_look() throws IOException {
        try (DataDirectory claimed = DataDirectory.claim(folder.resolve("new/data"))) {
            assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(claimed.path())))
                    .isEqualTo("rwx--x--x");
        }
    }

    private static java.util.function.Consumer<Throwable> refused(String code) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        StartRefused.class, it -> assertThat(it.code()).isEqualTo(code));
    }
}
