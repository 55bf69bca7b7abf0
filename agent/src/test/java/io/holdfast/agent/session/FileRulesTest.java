package io.holdfast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRulesTest {
    @TempDir
    private Path folder;

    private FileRules rules = new FileRules(Path.of("/"), 1);

    @BeforeEach
    void serve() throws IOException {
        Files.createDirectories(folder.resolve("served/inner"));
        Files.writeString(folder.resolve("served/inner/file"), "x");
        Files.writeString(folder.resolve("secret"), "x");
        Files.createSymbolicLink(folder.resolve("served/way-out"), folder.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("served/door"), folder);
        rules = new FileRules(folder.resolve("served"), 1);
    }

    private String at(String path) {
        return folder + path;
    }

    @Test
    void what_is_beneath_the_folder_is_served() throws IOException {
        assertThat(rules.existing(at("/served/inner/file"))).exists();
        assertThat(rules.target(at("/served/new")))
                .isEqualTo(folder.toRealPath().resolve("served/new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secret", "/served/way-out", "/served/door/secret"})
    void what_leads_out_of_it_is_not(String path) {
        assertThatThrownBy(() -> rules.existing(at(path)))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/new", "/served/door/new"})
    void nothing_is_written_outside_of_it(String path) {
        assertThatThrownBy(() -> rules.target(at(path)))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void a_link_at_the_place_itself_is_replaced_and_not_followed() throws IOException {
        assertThat(rules.target(at("/served/way-out")))
                .isEqualTo(folder.toRealPath().resolve("served/way-out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "", "/a/../b", "/a/./b", "/x\0y", "/"})
    void what_is_no_plain_absolute_path_of_a_file_is_refused(String path) {
        assertThatThrownBy(() -> rules.target(path)).isInstanceOf(IOException.class);
    }

    @Test
    void what_is_not_there_is_said_to_be_missing() {
        assertThatThrownBy(() -> rules.existing(at("/served/none"))).isInstanceOf(NoSuchFileException.class);
    }
}
