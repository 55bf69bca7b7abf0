package io.holdfast.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.AgentFailed;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.KeyAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKeyTest {
    private static final byte[] BODY = "{\"id_data\":\"{}\"}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void a_key_is_made_once_and_only_its_owner_reads_it() throws IOException {
        Path file = folder.resolve("key.pem");

        DeviceKey made = DeviceKey.in(file);
        DeviceKey again = DeviceKey.in(file);

        assertThat(again.publicPem()).isEqualTo(made.publicPem());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
        assertThat(made.toString()).contains("‹redacted›");
    }

    @Test
    void the_server_s_own_reader_verifies_what_it_signs() {
        DeviceKey key = DeviceKey.in(folder.resolve("key.pem"));
        DevicePublicKey read = DevicePublicKey.parse(key.publicPem());

        assertThat(read.algorithm()).isEqualTo(KeyAlgorithm.ECDSA_P256);
        assertThat(read.verifies(BODY, Base64.getDecoder().decode(key.sign(BODY))))
                .isTrue();
        BODY[0]++;
        assertThat(read.verifies(BODY, Base64.getDecoder().decode(key.sign(new byte[] {1}))))
                .isFalse();
        BODY[0]--;
    }

    @Test
    void a_file_that_is_no_key_is_named_and_not_replaced() throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), "no key");

        assertThatThrownBy(() -> DeviceKey.in(file))
                .isInstanceOf(AgentFailed.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("no key");
    }
}
