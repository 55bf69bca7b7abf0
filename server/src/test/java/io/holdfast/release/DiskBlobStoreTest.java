package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Race;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobStoreTest {
    @TempDir
    private Path directory;

    @Test
    void a_committed_blob_is_there_whole_and_after_another_start() throws IOException {
        BlobKey key = stored(open(), "hello");

        BlobStore.StoredBlob blob = open().find(key).orElseThrow();

        assertThat(blob.size()).isEqualTo(5);
        assertThat(blob.file()).hasContent("hello");
        assertThat(open().keys()).containsExactly(key);
    }

    @Test
    void an_upload_that_is_not_committed_is_never_seen_and_leaves_nothing() throws IOException {
        DiskBlobStore store = open();
        BlobKey key;
        try (BlobUpload upload = store.begin()) {
            key = upload.key();
            upload.write("half".getBytes(StandardCharsets.US_ASCII));
            assertThat(upload.size()).isEqualTo(4);
            assertThat(store.find(key)).isEmpty();
            assertThat(store.keys()).isEmpty();
        }

        assertThat(store.find(key)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void what_a_crash_cut_off_is_removed_at_the_next_start() throws IOException {
        BlobKey kept = stored(open(), "kept");
        BlobUpload cut = open().begin();
        cut.write(1);
        assertThat(files()).hasSize(2);

        DiskBlobStore again = open();

        assertThat(files()).hasSize(1);
        assertThat(again.find(kept)).isPresent();
    }

    @Test
    void nothing_is_visible_under_a_blobs_name_before_all_of_it_is() throws IOException {
        DiskBlobStore store = open();
        try (BlobUpload upload = store.begin()) {
            upload.write(new byte[100_000]);

            assertThat(directory.relativize(files().getFirst())).startsWithRaw(Path.of("uploads"));
            upload.commit();

            assertThat(store.find(upload.key()).orElseThrow().size()).isEqualTo(100_000);
            assertThat(files()).hasSize(1);
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void a_blob_is_deleted_once_and_again_without_complaint() throws IOException {
        DiskBlobStore store = open();
        BlobKey key = stored(store, "x");

        store.delete(key);
        store.delete(key);

        assertThat(store.find(key)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void many_uploads_at_once_do_not_meet() throws IOException {
        DiskBlobStore store = open();

        List<BlobKey> keys = Race.run(20, i -> stored(store, "blob " + i));

        assertThat(new HashSet<>(keys)).hasSize(20);
        assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(store.find(keys.get(7)).orElseThrow().file()).hasContent("blob 7");
    }

    private DiskBlobStore open() throws IOException {
        return DiskBlobStore.open(directory);
    }

    private static BlobKey stored(DiskBlobStore store, String content) {
        try (BlobUpload upload = store.begin()) {
            upload.write(content.getBytes(StandardCharsets.US_ASCII));
            upload.commit();
            return upload.key();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
