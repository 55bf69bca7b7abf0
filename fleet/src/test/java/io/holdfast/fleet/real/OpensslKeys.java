package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A pair of keys for artifacts, made by openssl in the only forms that mender-artifact 3.9.0 reads. */
record OpensslKeys(Path privateKey, Path publicKey) {

    static OpensslKeys rsa(Path folder) {
        OpensslKeys keys = in(folder, "rsa");
        run("openssl", "genrsa", "-traditional", "-out", keys.privateKey.toString(), "3072");
        return keys.publishedBy("rsa");
    }

    static OpensslKeys ecdsa(Path folder) {
        OpensslKeys keys = in(folder, "ec");
        run("openssl", "ecparam", "-genkey", "-noout", "-name", "prime256v1", "-out", keys.privateKey.toString());
        return keys.publishedBy("ec");
    }

    private static OpensslKeys in(Path folder, String kind) {
        return new OpensslKeys(folder.resolve(kind + ".key"), folder.resolve(kind + ".pub"));
    }

    private OpensslKeys publishedBy(String kind) {
        run("openssl", kind, "-in", privateKey.toString(), "-pubout", "-out", publicKey.toString());
        return this;
    }

    String publicPem() {
        try {
            return Files.readString(publicKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... words) {
        Command.Outcome outcome = Command.of(List.of(words)).run(Duration.ofMinutes(1));
        if (!outcome.succeeded()) {
            throw new IllegalStateException(outcome.output());
        }
    }
}
