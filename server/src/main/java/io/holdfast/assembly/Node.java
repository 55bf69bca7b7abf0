package io.holdfast.assembly;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.startup.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

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

    Path folder(String name) {
        try {
            return java.nio.file.Files.createDirectories(data.path().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        data.close();
    }
}
