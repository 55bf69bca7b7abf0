package io.holdfast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
