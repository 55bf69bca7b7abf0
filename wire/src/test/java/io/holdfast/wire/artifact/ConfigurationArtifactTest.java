package io.holdfast.wire.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.mender.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationArtifactTest {
    private static final String NAME = "configuration-6a8c3c2f-9df0-4a3c-8b50-6b1c8a3f8a11";

    @TempDir
    Path directory;

    static Stream<Configuration> configurations() {
        return Stream.of(
                Configuration.EMPTY,
                of(Map.of("timezone", "Europe/Oslo", "empty", "")),
                of(Map.of("quote\"\\", "line\nline", "unicode ä", "😀\u0001")),
                of(IntStream.range(0, 15).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v".repeat(4_000)))));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void what_is_made_is_a_good_artifact_that_the_servers_own_reader_takes(Configuration configuration)
            throws IOException {
        byte[] artifact = ConfigurationArtifact.of(NAME, "test \"board\"", configuration);

        ArtifactInfo info = Artifacts.read(artifact);
        assertThat(info.name()).isEqualTo(NAME);
        assertThat(info.deviceTypes()).containsExactly("test \"board\"");
        assertThat(info.provides())
                .containsEntry("data-partition.mender-configure.version", NAME)
                .containsEntry("artifact_name", NAME);
        assertThat(info.updates()).hasSize(1);
        // A client refuses what is smaller.
        assertThat(artifact.length).isGreaterThanOrEqualTo(4_096);
        assertThat(artifact.length).isLessThan(configuration.text().length() * 2 + 9 * 1024);
    }

    @Test
    void the_same_content_makes_the_same_bytes_and_other_content_others() {
        List<byte[]> made = Stream.of(
                        ConfigurationArtifact.of(NAME, "t", of(Map.of("a", "1"))),
                        ConfigurationArtifact.of(NAME, "t", of(Map.of("a", "1"))),
                        ConfigurationArtifact.of(NAME, "t", of(Map.of("a", "2"))),
                        ConfigurationArtifact.of(NAME, "u", of(Map.of("a", "1"))),
                        ConfigurationArtifact.of(NAME + "1", "t", of(Map.of("a", "1"))))
                .toList();

        assertThat(made.get(0)).isEqualTo(made.get(1));
        made.subList(2, 5).forEach(other -> assertThat(made.getFirst()).isNotEqualTo(other));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void the_real_tool_reads_and_validates_it(Configuration configuration) throws Exception {
        MenderArtifactToolTest.requireTool();
        Path file = Files.write(directory.resolve("c.mender"), ConfigurationArtifact.of(NAME, "board", configuration));

        String shown = run("mender-artifact", "read", file.toString());
        String valid = run("mender-artifact", "validate", file.toString());

        assertThat(valid).contains("validated successfully");
        assertThat(shown)
                .contains("Name: " + NAME, "Version: 3", "Compatible devices: '[board]'", "Type:   mender-configure")
                .contains("data-partition.mender-configure.version: " + NAME)
                .contains("Clears Provides: [\"data-partition.mender-configure.*\"]")
                .contains("Depends: Nothing", "Files: None");
        configuration.entries().keySet().stream()
                .filter(key -> key.matches("\\w+"))
                .forEach(key -> assertThat(shown).contains("\"" + key + "\""));
    }

    private static String run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static Configuration of(Map<String, String> entries) {
        return new Configuration(new TreeMap<>(entries));
    }
}
