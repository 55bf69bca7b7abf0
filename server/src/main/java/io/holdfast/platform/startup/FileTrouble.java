package io.holdfast.platform.startup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What an operator is told about a file that could not be used. */
final class FileTrouble {

    private FileTrouble() {}

    static String of(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case NoSuchFileException absent -> "there is no " + absent.getFile();
            case FileAlreadyExistsException other -> other.getFile() + " is not a directory";
            case FileSystemException system ->
                Optional.ofNullable(system.getReason()).orElse("the file system refused");
            default -> String.valueOf(failed.getMessage());
        };
    }
}
