package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start with nothing to explain needs no command line library; everything else is left to it. */
class ServeArgumentsTest {
    @TempDir
    Path folder;

    private static EffectiveConfig config(String line) {
        return ServeArguments.of(line.split(" ")).orElseThrow().config(Map.of());
    }

    @Test
    void known_settings_are_read_with_an_equals_sign_or_a_blank_and_the_last_one_holds() {
        assertThat(config("serve").get(Settings.HTTPS_PORT)).isEqualTo(new Port(8443));
        assertThat(config("serve --https-port=1").get(Settings.HTTPS_PORT)).isEqualTo(new Port(1));
        assertThat(config("serve --https-port 1 --bind=::").get(Settings.HTTPS_PORT))
                .isEqualTo(new Port(1));
        assertThat(config("serve --https-port 1 --https-port=2").get(Settings.HTTPS_PORT))
                .isEqualTo(new Port(2));
    }

    @Test
    void a_flag_needs_no_value() {
        assertThat(config("serve").get(Settings.GATED)).isFalse();
        assertThat(config("serve --gated").get(Settings.GATED)).isTrue();
        assertThat(config("serve --gated --https-port=1").get(Settings.GATED)).isTrue();
        assertThat(config("serve --gated=false").get(Settings.GATED)).isFalse();
    }

    @Test
    void a_file_is_read() throws IOException {
        Path file = Files.writeString(folder.resolve("c"), "ops.port=9001\n");
        assertThat(config("serve --config=" + file).get(Settings.OPS_PORT)).isEqualTo(new Port(9001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user create",
                "serve --help",
                "serve -h",
                "serve --verbose",
                "serve --htps-port=1",
                "serve --https-port",
                "serve --https-port --gated",
                "serve 8443",
                "serve --"
            })
    void anything_else_is_the_librarys(String line) {
        assertThat(ServeArguments.of(line.isEmpty() ? new String[0] : line.split(" ")))
                .isEmpty();
    }
}
