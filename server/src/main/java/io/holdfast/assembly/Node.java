package io.holdfast.assembly;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.startup.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What is this node's own: its data directory, held, and the key that opens its secrets. */
record Node(DataDirectory data, MasterKey master) implements AutoCloseable {

    static Node claim(ServerConfig config) {
        DataDirectory data = DataDirectory.claim(config.data());
        try {
            return new Node(data, MasterKeyFile.open(data.path().resolve(MasterKeyFile.IN_DATA)));
        } catch (RuntimeException refused) {
            data.close();
            throw refused;
        }
    }

    /** A folder of the data directory, for the server's user alone: firmware and sealed keys are nobody else's business. */
    Path folder(String name) {
        try {
            Path folder = Files.createDirectories(data.path().resolve(name));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        data.close();
    }
}
