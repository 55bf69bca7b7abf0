package io.holdfast.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.startup.StartRefused;
import io.holdfast.testing.Race;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyFileTest {
    private static final SecretPlace PLACE = new SecretPlace("test", "1");
    private static final SecretBytes SECRET = SecretBytes.of("s".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path data;

    @Test
    void the_first_start_makes_a_key_that_only_the_owner_reads_and_later_ones_keep_it() throws IOException {
        Path file = data.resolve(MasterKeyFile.IN_DATA);

        SealedSecret sealed = MasterKeyFile.open(file).seal(SECRET, PLACE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(MasterKeyFile.open(file).open(sealed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void processes_that_make_it_at_once_get_the_same_key() throws IOException {
        Path file = data.resolve(MasterKeyFile.IN_DATA);

        List<MasterKey> keys = Race.run(20, i -> MasterKeyFile.open(file));

        SealedSecret sealed = keys.getFirst().seal(SECRET, PLACE);
        assertThat(keys).allSatisfy(key -> assertThat(key.open(sealed, PLACE)).isEqualTo(SECRET));
        try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_rotated_key_replaces_the_file() throws IOException {
        Path file = data.resolve(MasterKeyFile.IN_DATA);
        MasterKey first = MasterKeyFile.open(file);
        SealedSecret old = first.seal(SECRET, PLACE);

        MasterKeyFile.replace(file, first.rotated());

        assertThat(MasterKeyFile.open(file).open(old, PLACE)).isEqualTo(SECRET);
        assertThat(MasterKeyFile.open(file).seal(SECRET, PLACE).keyId()).isNotEqualTo(old.keyId());
    }

    @Test
    void a_damaged_file_is_refused_without_repeating_it() throws IOException {
        Path file = data.resolve("master.keyset");
        Files.writeString(file, "{\"primaryKeyId\": 1, \"key\": \"c2VjcmV0\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> MasterKeyFile.open(file)).isInstanceOfSatisfying(StartRefused.class, refused -> {
            assertThat(refused.code()).isEqualTo("secrets.master-key-unreadable");
            assertThat(refused.sentence()).doesNotContain("c2VjcmV0");
            assertThat(refused).hasNoCause();
        });
    }

    @Test
    void a_file_that_others_read_is_refused() throws IOException {
        Path file = data.resolve("master.keyset");
        MasterKeyFile.open(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> MasterKeyFile.open(file))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("secrets.master-key-exposed"));
    }
}
