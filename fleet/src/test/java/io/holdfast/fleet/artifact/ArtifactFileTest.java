package io.holdfast.fleet.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactFileTest {
    @Test
    void the_reference_tool_finds_the_artifact_valid() {
        assumeTrue(Command.of(List.of("sh", "-c", "command -v mender-artifact"))
                .run(Duration.ofSeconds(10))
                .succeeded());
        try (WorkFolder folder = WorkFolder.create("artifact")) {
            Path file = ArtifactFile.write(folder.path(), "app-1", "board", 8192);

            Command.Outcome read = Command.of(List.of("mender-artifact", "validate", file.toString()))
                    .run(Duration.ofMinutes(1));
            Command.Outcome shown = Command.of(List.of("mender-artifact", "read", file.toString()))
                    .run(Duration.ofMinutes(1));

            assertThat(read.succeeded()).as(read.output()).isTrue();
            assertThat(shown.output()).contains("app-1", "board", "single-file");
        }
    }
}
