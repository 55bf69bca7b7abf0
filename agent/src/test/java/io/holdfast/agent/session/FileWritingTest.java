package io.holdfast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileWritingTest {
    @TempDir
    private Path folder;

    private FileWriting begin(long bytesMax) throws IOException {
        return FileWriting.to(
                folder.resolve("f"),
                new FileTransferMessage.Put("f", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0640)),
                bytesMax);
    }

    private static FileTransferMessage.Chunk chunk(long offset, int bytes) {
        return new FileTransferMessage.Chunk(offset, Payload.of(new byte[bytes]));
    }

    private long files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void the_old_file_stands_until_the_new_one_is_whole() throws IOException {
        Files.writeString(folder.resolve("f"), "old");
        FileWriting file = begin(100);
        file.write(chunk(0, 60));
        assertThat(folder.resolve("f")).hasContent("old");

        assertThat(file.write(chunk(60, 0))).hasValue(new FileTransferMessage.Ack(60));

        assertThat(folder.resolve("f")).hasSize(60);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("f"))))
                .isEqualTo("rw-r-----");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void a_file_that_is_given_up_leaves_nothing() throws IOException {
        FileWriting file = begin(100);
        file.write(chunk(0, 60));

        file.abandon();

        assertThat(files()).isZero();
    }

    @Test
    void every_tenth_chunk_is_acknowledged() throws IOException {
        FileWriting file = begin(100);
        for (int i = 0; i < 9; i++) {
            assertThat(file.write(chunk(i, 1))).isEmpty();
        }
        assertThat(file.write(chunk(9, 1))).hasValue(new FileTransferMessage.Ack(10));
        file.abandon();
    }

    @Test
    void a_gap_and_a_byte_too_many_end_it() throws IOException {
        FileWriting gap = begin(100);
        assertThatThrownBy(() -> gap.write(chunk(1, 1))).hasMessageContaining("missing");
        gap.abandon();
        FileWriting large = begin(10);
        large.write(chunk(0, 10));
        assertThatThrownBy(() -> large.write(chunk(10, 1))).hasMessageContaining("larger");
        large.abandon();
    }

    @Test
    void a_folder_is_not_replaced_by_a_file() throws IOException {
        Files.createDirectory(folder.resolve("f"));

        assertThatThrownBy(() -> begin(10)).isInstanceOf(FileRefused.class);
    }

    private Path partial() throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith(".holdfast-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    enum Swap {
        SYMLINK {
            @Override
            void put(Path place, Path victim) throws IOException {
                Files.createSymbolicLink(place, victim);
            }
        },
        HARD_LINK {
            @Override
            void put(Path place, Path victim) throws IOException {
                Files.createLink(place, victim);
            }
        },
        OTHER_FILE {
            @Override
            void put(Path place, Path victim) throws IOException {
                Files.writeString(place, "planted");
            }
        };

        abstract void put(Path place, Path victim) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void what_somebody_puts_in_place_of_the_partial_file_is_neither_changed_nor_placed(Swap swap) throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "secret");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        FileWriting file = begin(100);
        file.write(chunk(0, 60));
        Path partial = partial();
        Path aside = Files.move(partial, folder.resolve("aside")); // kept, so that its number is not given away again
        swap.put(partial, victim);

        assertThatThrownBy(() -> file.write(chunk(60, 0)))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining("something else was put");
        file.abandon();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .isEqualTo("rw-------");
        assertThat(victim).hasContent("secret");
        assertThat(folder.resolve("f")).doesNotExist();
        assertThat(aside).exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0777, 0640, 0401, 0124})
    void every_bit_of_the_mode_is_set_as_it_was_asked_for(int mode) throws IOException {
        Path file = Files.writeString(folder.resolve("plain"), "");

        FileFacts.set(
                file,
                new FileTransferMessage.Put("f", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(mode)));

        assertThat((Integer) Files.getAttribute(file, "unix:mode") & 07777).isEqualTo(mode);
    }

    @Test
    void the_mode_of_a_link_s_target_is_never_set() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "secret");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), victim);

        assertThatThrownBy(() -> FileFacts.set(
                        link,
                        new FileTransferMessage.Put(
                                "f", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0777))))
                .isInstanceOf(IOException.class);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .isEqualTo("rw-------");
    }

    @Test
    void what_a_killed_agent_has_left_goes_with_the_next_file_and_nothing_else_does() throws IOException {
        FileTime longAgo = FileTime.from(java.time.Instant.now().minus(java.time.Duration.ofHours(1)));
        Path left = Files.writeString(folder.resolve(".holdfast-" + java.util.UUID.randomUUID()), "half");
        Path fresh = Files.writeString(folder.resolve(".holdfast-" + java.util.UUID.randomUUID()), "comes now");
        Path other = Files.writeString(folder.resolve(".holdfast-settings"), "mine");
        Path plain = Files.writeString(folder.resolve("plain"), "mine");
        Path linked = Files.createSymbolicLink(folder.resolve(".holdfast-" + java.util.UUID.randomUUID()), plain);
        for (Path old : new Path[] {left, other, plain}) {
            Files.setLastModifiedTime(old, longAgo);
        }

        begin(100).abandon();

        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
        assertThat(other).exists();
        assertThat(plain).exists();
        assertThat(linked).isSymbolicLink();
    }
}
