package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {

    @Test
    void an_operator_is_told_what_is_wrong_with_which_file_and_never_the_name_of_an_exception() {
        assertThat(FileTrouble.of(new AccessDeniedException("/data"))).isEqualTo("permission denied for /data");
        assertThat(FileTrouble.of(new NoSuchFileException("/data"))).isEqualTo("there is no /data");
        assertThat(FileTrouble.of(new FileAlreadyExistsException("/data"))).isEqualTo("/data is not a directory");
        assertThat(FileTrouble.of(new FileSystemException("/data", null, "No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(FileTrouble.of(new FileSystemException("/data"))).isEqualTo("the file system refused");
        assertThat(FileTrouble.of(new IOException("Is a directory"))).isEqualTo("Is a directory");
    }
}
