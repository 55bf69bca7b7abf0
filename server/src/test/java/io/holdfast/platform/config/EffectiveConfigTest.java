package io.holdfast.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {

    @TempDir
    Path folder;

    @Test
    void the_defaults_are_these() {
        ServerConfig config = ServerConfig.of(load(Map.of(), Map.of()));
        assertThat(config)
                .isEqualTo(new ServerConfig(
                        Path.of("data").toAbsolutePath(),
                        new ListenConfig("0.0.0.0", new Port(8443), Optional.empty(), Optional.empty()),
                        new OpsConfig("127.0.0.1", new Port(8444)),
                        new TlsConfig.SelfSigned(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        new JournalConfig.Room(256L << 20),
                        DeviceUrlConfig.PATHS));
    }

    @Test
    void every_combination_of_sources_is_decided_in_the_order_command_line_environment_file_default()
            throws IOException {
        for (int given = 0; given < 8; given++) {
            boolean option = (given & 1) != 0;
            boolean variable = (given & 2) != 0;
            boolean inFile = (given & 4) != 0;

            EffectiveConfig config = EffectiveConfig.load(
                    option ? Map.of(Settings.HTTPS_PORT, "1001") : Map.of(),
                    variable ? Map.of("HOLDFAST_HTTPS_PORT", "1002") : Map.of(),
                    inFile ? Optional.of(file("https.port=1003")) : Optional.empty());

            int expected = option ? 1001 : variable ? 1002 : inFile ? 1003 : 8443;
            assertThat(config.get(Settings.HTTPS_PORT)).as("case %d", given).isEqualTo(new Port(expected));
        }
    }

    @Test
    void every_setting_can_be_given_in_all_three_places() throws IOException {
        for (Setting<?> setting : Settings.ALL) {
            String text = sample(setting);
            assertThat(load(Map.of(setting, text), Map.of()).source(setting))
                    .isEqualTo(new Source.CommandLine(setting.option()));
            assertThat(load(Map.of(), Map.of(setting.environmentName(), text)).source(setting))
                    .isEqualTo(new Source.Environment(setting.environmentName()));
            assertThat(EffectiveConfig.load(Map.of(), Map.of(), Optional.of(file(setting.key() + "=" + text)))
                            .source(setting))
                    .isInstanceOf(Source.File.class);
        }
    }

    @Test
    void a_file_may_spell_a_key_as_the_option_is_spelled() throws IOException {
        ConfigFile file = file("# ports\nhttps-port = 9443\nops.port: 9444\n");
        EffectiveConfig config = EffectiveConfig.load(Map.of(), Map.of(), Optional.of(file));
        assertThat(config.get(Settings.HTTPS_PORT)).isEqualTo(new Port(9443));
        assertThat(config.get(Settings.OPS_PORT)).isEqualTo(new Port(9444));
    }

    @Test
    void an_unknown_key_in_the_file_is_refused_with_the_nearest_known_one() {
        assertThatThrownBy(() -> file("htps.port=1")).isInstanceOfSatisfying(ConfigRefused.class, refused -> {
            assertThat(refused.code()).isEqualTo("config.unknown-key");
            assertThat(refused.sentence()).contains("htps.port");
            assertThat(refused.nextStep()).contains("https.port");
        });
    }

    @Test
    void a_key_given_twice_is_refused_whatever_its_spelling() {
        assertThatThrownBy(() -> file("https.port=1\nhttps-port=2"))
                .isInstanceOfSatisfying(
                        ConfigRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("config.key-twice"));
    }

    @Test
    void an_unknown_variable_is_refused_with_the_nearest_known_one() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("HOLDFAST_HTTP_PROT", "80", "PATH", "/bin")))
                .isInstanceOfSatisfying(ConfigRefused.class, refused -> {
                    assertThat(refused.sentence()).contains("HOLDFAST_HTTP_PROT");
                    assertThat(refused.nextStep()).contains("HOLDFAST_HTTP_PORT");
                });
    }

    @Test
    void the_variables_that_kubernetes_sets_for_a_service_called_holdfast_are_nobodys_mistake() {
        Map<String, String> pod = Map.of(
                "HOLDFAST_SERVICE_HOST", "10.0.0.1",
                "HOLDFAST_SERVICE_PORT_HTTPS", "8443",
                "HOLDFAST_PORT", "tcp://10.0.0.1:8443",
                "HOLDFAST_PORT_8443_TCP_ADDR", "10.0.0.1");
        assertThat(load(Map.of(), pod).get(Settings.HTTPS_PORT)).isEqualTo(new Port(8443));
    }

    @Test
    void a_wrong_value_is_refused_with_where_it_came_from() {
        Map.of(
                        Settings.HTTPS_PORT, "65536",
                        Settings.OPS_PORT, "-1",
                        Settings.HTTP_PORT, "yes",
                        Settings.MAX_CONNECTIONS, "0",
                        Settings.PUBLIC_URL, "ftp://x",
                        Settings.BIND, "two words",
                        Settings.DATA, "",
                        Settings.DATABASE_URL, "mysql://u:hunter2@h/d")
                .forEach((setting, text) -> assertThatThrownBy(() -> load(Map.of(setting, text), Map.of()))
                        .as(setting.key())
                        .isInstanceOfSatisfying(ConfigRefused.class, refused -> {
                            assertThat(refused.code()).isEqualTo("config.wrong-value");
                            assertThat(refused.sentence())
                                    .contains(setting.option())
                                    .doesNotContain("hunter2");
                        }));
    }

    @Test
    void a_certificate_without_its_key_is_refused() {
        assertThatThrownBy(() -> ServerConfig.of(load(Map.of(Settings.TLS_CERTIFICATE, "cert.pem"), Map.of())))
                .isInstanceOfSatisfying(
                        ConfigRefused.class,
                        refused -> assertThat(refused.sentence())
                                .contains("tls.certificate")
                                .contains("tls.key"));
    }

    @Test
    void an_unreadable_file_is_refused() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("absent")))
                .isInstanceOfSatisfying(
                        ConfigRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("config.unreadable-file"));
    }

    @Test
    void the_printed_configuration_shows_sources_and_no_password() {
        EffectiveConfig config = load(
                Map.of(Settings.HTTP_PORT, "8080"),
                Map.of("HOLDFAST_DATABASE_URL", "postgresql://fleet:hunter2@db:5432/fleet"));
        assertThat(config.lines(Map.of(Settings.MAX_CONNECTIONS, "9488")))
                .anySatisfy(
                        line -> assertThat(line).startsWith("http.port=8080").endsWith("# --http-port"))
                .anySatisfy(line -> assertThat(line)
                        .contains("user=fleet password=‹redacted›")
                        .endsWith("# HOLDFAST_DATABASE_URL"))
                .anySatisfy(line -> assertThat(line).startsWith("ops.port=8444").endsWith("# default"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("max-connections=9488").endsWith("# default"))
                .anySatisfy(line -> assertThat(line).startsWith("public-url=(not set)"))
                .noneSatisfy(line -> assertThat(line).contains("hunter2"));
    }

    @Test
    void a_device_domain_that_holds_the_server_is_refused() {
        for (String server : java.util.List.of("https://example.net", "https://Fleet.Example.net:8443")) {
            assertThatThrownBy(() -> ServerConfig.of(
                            load(Map.of(Settings.DEVICE_DOMAIN, "example.net", Settings.PUBLIC_URL, server), Map.of())))
                    .isInstanceOfSatisfying(
                            ConfigRefused.class,
                            refused -> assertThat(refused.code()).isEqualTo("config.domain-holds-server"));
        }
        assertThat(ServerConfig.of(load(
                                Map.of(
                                        Settings.DEVICE_DOMAIN,
                                        "devices.example.net",
                                        Settings.PUBLIC_URL,
                                        "https://fleet.example.net"),
                                Map.of()))
                        .deviceUrls()
                        .domain())
                .contains("devices.example.net");
    }

    @Test
    void what_is_off_is_printed_as_off_and_what_was_decided_is_not_derived() {
        EffectiveConfig config = load(Map.of(Settings.MAX_CONNECTIONS, "300"), Map.of());
        assertThat(config.lines(Map.of(Settings.MAX_CONNECTIONS, "9488")))
                .anySatisfy(line -> assertThat(line).matches("http\\.port=off +# default"))
                .anySatisfy(line -> assertThat(line).startsWith("max-connections=300 "));
    }

    private static EffectiveConfig load(Map<Setting<?>, String> commandLine, Map<String, String> environment) {
        return EffectiveConfig.load(commandLine, environment, Optional.empty());
    }

    private ConfigFile file(String content) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("holdfast.properties"), content));
    }

    private static String sample(Setting<?> setting) {
        return setting.fallback().orElseGet(() -> switch (setting.shape()) {
            case "N" -> "100";
            case "FILE" -> "some.pem";
            case "NAME" -> "devices.example.net";
            case "URL" -> setting.equals(Settings.DATABASE_URL) ? "postgresql://h/d" : "https://fleet.example";
            default -> throw new AssertionError("a sample for " + setting.shape() + " is missing here");
        });
    }
}
