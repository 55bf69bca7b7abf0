package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyRotation;
import io.holdfast.keys.KeyStanding;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageUsage;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceUsage;
import io.holdfast.tenancy.TenantStanding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeProgram program = new FakeProgram();

    @Test
    void help_lists_the_commands_and_succeeds() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "user", "tenant", "config", "version");
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString()).contains("--https-port", "8443", "HOLDFAST_HTTPS_PORT", "--config");
    }

    @Test
    void wrong_use_is_2_with_one_sentence_the_nearest_name_and_where_the_help_is() {
        assertThat(run("serve", "--htps-port", "1")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--htps-port")
                .contains("--https-port")
                .contains("serve --help");
        assertThat(run()).isEqualTo(2);
        assertThat(run("user")).isEqualTo(2);
        assertThat(run("sreve")).isEqualTo(2);
        assertThat(run("user", "create", "--email", "a@b.example")).isEqualTo(2);
    }

    @Test
    void a_wrong_configuration_is_2_with_its_code_and_no_stack_trace() {
        assertThat(run("config", "--https-port", "eighty")).isEqualTo(2);
        assertThat(err.toString()).contains("config.wrong-value").doesNotContain("\tat ");
    }

    @Test
    void config_shows_what_holds_and_why() {
        assertThat(run("config", "--ops-port", "9000")).isZero();
        assertThat(out.toString())
                .contains("ops.port=9000")
                .contains("# --ops-port")
                .contains("# default");
    }

    @Test
    void config_reads_the_file_that_the_environment_names() throws IOException {
        Path file = Files.writeString(folder.resolve("c"), "ops.port=9001\n");
        Commands commands = new Commands(program, Map.of("HOLDFAST_CONFIG", file.toString()));
        assertThat(commands.run(new PrintWriter(out), new PrintWriter(err), "config"))
                .isZero();
        assertThat(out.toString()).contains("ops.port=9001");
    }

    @Test
    void version_names_the_program_and_java() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("holdfast ").contains("Java " + Runtime.version());
        StringWriter option = new StringWriter();
        assertThat(new Commands(program, Map.of()).run(new PrintWriter(option), new PrintWriter(err), "--version"))
                .isZero();
        assertThat(option).hasToString(out.toString());
        assertThat(run("serve", "--version"))
                .as("of the program, not of its commands")
                .isEqualTo(2);
    }

    @Test
    void config_shows_what_follows_where_nobody_decided() {
        assertThat(run("config")).isZero();
        assertThat(out.toString()).contains("http.port=off").containsPattern("max-connections=[1-9][0-9]* ");
    }

    @Test
    void an_address_with_a_port_is_refused_with_where_the_port_belongs() {
        assertThat(run("serve", "--bind", "127.0.0.1:0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--bind")
                .contains("'127.0.0.1:0' names a port too")
                .contains("config.wrong-value");
    }

    @Test
    void a_refused_start_is_1_with_sentence_next_step_and_code() {
        assertThat(run("serve")).isEqualTo(1);
        assertThat(err.toString())
                .contains("Port 8443 is in use. Choose another. (start.port-in-use)")
                .doesNotContain("\tat ");
    }

    @Test
    void verbose_shows_the_stack_trace() {
        assertThat(run("serve", "--verbose")).isEqualTo(1);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void ready_is_one_line_with_the_addresses_and_the_milliseconds_and_then_the_set_up_link() {
        PrintWriter writer = new PrintWriter(out);
        Serving.announce(new FakeServer(Optional.empty()), writer);
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        ready -> assertThat(ready)
                                .matches("ready https://localhost:8443 operators http://127.0.0.1:8444 after \\d+ ms"),
                        link -> assertThat(link).endsWith("https://localhost:8443/setup/abc"));
    }

    @Test
    void ready_names_the_port_that_was_opened_also_where_the_server_is_reached_by_another_address() {
        PrintWriter writer = new PrintWriter(out);
        Serving.announce(new FakeServer(Optional.of(URI.create("https://fleet.example.com"))), writer);
        assertThat(out.toString())
                .startsWith(
                        "ready https://localhost:8443 public https://fleet.example.com operators http://127.0.0.1:8444");
    }

    @Test
    void user_create_hands_over_the_first_line_of_the_password_file() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "correct horse\nsecond line\n");
        assertThat(run("user", "create", "--email", "a@b.example", "--password-file", file.toString(), "--tenant", "t"))
                .isZero();
        assertThat(program.done).containsExactly("user a@b.example correct horse Optional[t]", "closed");
    }

    @Test
    void an_empty_or_absent_password_file_is_wrong_use() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        for (Path file : List.of(empty, folder.resolve("absent"))) {
            assertThat(run("user", "create", "--email", "a@b.example", "--password-file", file.toString()))
                    .isEqualTo(2);
        }
        assertThat(program.done).isEmpty();
    }

    @Test
    void tenant_create_prints_the_token_and_nothing_else() {
        assertThat(run("tenant", "create", "acme", "--data", folder.toString())).isZero();
        assertThat(out.toString().strip()).isEqualTo("token-of-acme");
    }

    @Test
    void tenant_blind_max_takes_whole_minutes() {
        assertThat(run("tenant", "blind-max", "acme", "90")).isZero();
        assertThat(program.done).containsExactly("blind-max acme PT1H30M", "closed");
        assertThat(run("tenant", "blind-max", "acme", "soon")).isEqualTo(2);
    }

    @Test
    void tenant_limit_sets_what_is_given_and_prints_what_holds() {
        assertThat(run("tenant", "limit", "acme", "--devices", "100", "--storage", "1.5GiB"))
                .isZero();
        assertThat(program.done)
                .containsExactly(
                        "limit acme Optional[AtMost[devices=100]] Optional[AtMost[bytes=1610612736]]", "closed");
        assertThat(out.toString().lines())
                .containsExactly("devices: 7 accepted, at most 100", "storage: 3 MiB stored, at most 1.5 GiB");
    }

    @Test
    void tenant_limit_without_a_limit_changes_nothing_and_tells() {
        assertThat(run("tenant", "limit", "acme")).isZero();
        assertThat(program.done).containsExactly("limit acme Optional.empty Optional.empty", "closed");
        assertThat(out.toString().lines())
                .containsExactly("devices: 7 accepted, unlimited", "storage: 3 MiB stored, unlimited");
    }

    @ParameterizedTest
    @CsvSource({
        "--devices,-1",
        "--devices,many",
        "--devices,3000000000",
        "--storage,-1",
        "--storage,10GB",
        "--storage,much"
    })
    void a_limit_that_is_none_is_wrong_use_and_names_what_is_expected(String option, String value) {
        assertThat(run("tenant", "limit", "acme", option + "=" + value)).isEqualTo(2);
        assertThat(err.toString())
                .contains(option + " is ")
                .contains("'" + value + "'")
                .contains("or unlimited");
        assertThat(program.done).isEmpty();
    }

    @Test
    void a_tenant_is_suspended_and_resumed() {
        assertThat(run("tenant", "suspend", "acme")).isZero();
        assertThat(run("tenant", "resume", "acme")).isZero();
        assertThat(program.done).containsExactly("SUSPENDED acme", "closed", "ACTIVE acme", "closed");
        assertThat(run("tenant", "--help")).isZero();
        assertThat(out.toString()).contains("create", "limit", "suspend", "resume", "blind-max");
    }

    @Test
    void a_refusal_of_the_domain_is_1_with_its_code() {
        assertThat(run("tenant", "create", "taken")).isEqualTo(1);
        assertThat(err.toString()).contains("A tenant of this name exists. (tenant.name-taken)");
        assertThat(program.done).containsExactly("closed");
    }

    @Test
    void keys_are_listed_rotated_and_retired_by_the_name_of_what_they_are_for() {
        assertThat(run("key", "list")).isZero();
        assertThat(out.toString())
                .containsPattern("device-token +1 +verifying +since 1970")
                .containsPattern("device-token +2 +signing");
        assertThat(run("key", "rotate", "download-link")).isZero();
        assertThat(err.toString()).contains("waiting for a node to read the new key");
        assertThat(out.toString()).contains("download-link is signed with key 2 from now on.");
        assertThat(run("key", "rotate", "user-token", "--wait", "5")).isZero();
        assertThat(run("key", "retire", "device-token", "1")).isZero();
        assertThat(program.done)
                .contains("rotate DOWNLOAD_LINK PT30S", "rotate USER_TOKEN PT5S", "retire DEVICE_TOKEN 1");
    }

    @Test
    void a_purpose_that_there_is_not_is_2_with_those_that_there_are() {
        assertThat(run("key", "rotate", "door")).isEqualTo(2);
        assertThat(err.toString()).contains("'door' is none of device-token, user-token, tenant-token, download-link");
        assertThat(run("key")).isEqualTo(2);
    }

    private int run(String... arguments) {
        return new Commands(program, Map.of()).run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private static final class FakeProgram implements Program, Administration {
        final List<String> done = new ArrayList<>();

        @Override
        public RunningServer start(ServerConfig config, Consumer<String> progress) {
            throw new StartRefused("start.port-in-use", "Port 8443 is in use.", "Choose another.");
        }

        @Override
        public Administration administration(ServerConfig config, Consumer<String> progress) {
            return this;
        }

        @Override
        public void createUser(String email, SecretText password, Optional<String> tenant) {
            done.add("user " + email + " " + password.reveal() + " " + tenant);
        }

        @Override
        public String createTenant(String name) {
            if (name.equals("taken")) {
                throw Refusal.conflict("tenant.name-taken", "A tenant of this name exists.")
                        .exception();
            }
            return "token-of-" + name;
        }

        @Override
        public void limitBlindness(String tenant, Duration atMost) {
            done.add("blind-max " + tenant + " " + atMost);
        }

        @Override
        public void stand(String tenant, TenantStanding standing) {
            done.add(standing + " " + tenant);
        }

        @Override
        public TenantLimits limit(String tenant, Optional<DeviceLimit> devices, Optional<StorageLimit> storage) {
            done.add("limit " + tenant + " " + devices + " " + storage);
            return new TenantLimits(
                    new DeviceUsage(devices.orElse(DeviceLimit.unlimited()), 7),
                    new StorageUsage(storage.orElse(StorageLimit.unlimited()), 3L << 20, 0));
        }

        @Override
        public void pingEvery(String tenant, int seconds) {
            done.add("ping-interval " + tenant + " " + seconds);
        }

        @Override
        public List<KeyRotation.KnownKey> keys() {
            return List.of(
                    new KeyRotation.KnownKey(KeyPurpose.DEVICE_TOKEN, 1, KeyStanding.VERIFYING, Instant.EPOCH),
                    new KeyRotation.KnownKey(KeyPurpose.DEVICE_TOKEN, 2, KeyStanding.SIGNING, Instant.EPOCH));
        }

        @Override
        public int rotateKey(KeyPurpose purpose, Duration atMost, Consumer<List<UUID>> waiting) {
            done.add("rotate " + purpose + " " + atMost);
            waiting.accept(List.of(UUID.randomUUID()));
            return 2;
        }

        @Override
        public void retireKey(KeyPurpose purpose, int keyId) {
            done.add("retire " + purpose + " " + keyId);
        }

        @Override
        public void close() {
            done.add("closed");
        }
    }

    private record FakeServer(Optional<URI> publicUrl) implements RunningServer {
        @Override
        public void awaitOpen() {}

        @Override
        public URI https() {
            return URI.create("https://localhost:8443");
        }

        @Override
        public Optional<URI> http() {
            return Optional.empty();
        }

        @Override
        public URI ops() {
            return URI.create("http://127.0.0.1:8444");
        }

        @Override
        public Optional<URI> setupLink() {
            return Optional.of(URI.create("https://localhost:8443/setup/abc"));
        }

        @Override
        public RuntimeException awaitUnfit() {
            return new IllegalStateException("nothing in these tests waits for it");
        }

        @Override
        public void close() {}
    }
}
