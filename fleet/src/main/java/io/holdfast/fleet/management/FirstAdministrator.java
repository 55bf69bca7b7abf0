package io.holdfast.fleet.management;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The administrator that a drill or test creates for itself, with {@code user create} as an operator would. */
public record FirstAdministrator(String email, String password) {

    /** Creates the account in a server that runs. */
    public static FirstAdministrator create(ServerLaunch server) {
        FirstAdministrator made = new FirstAdministrator("ada@example.com", "long-enough-" + UUID.randomUUID());
        try {
            Path passwordFile = Files.createTempFile("holdfast-password", "");
            try {
                Files.writeString(passwordFile, made.password);
                List<String> words = new ArrayList<>(List.of("user", "create", "--email", made.email));
                words.addAll(List.of("--password-file", passwordFile.toString()));
                words.addAll(List.of("--data", server.dataDirectory().toString()));
                server.databaseUrl().ifPresent(url -> words.addAll(List.of("--database-url", url)));
                Command.Outcome outcome = server.command().with(words).run(Duration.ofMinutes(1));
                if (!outcome.succeeded()) {
                    throw new IllegalStateException("user create failed: " + outcome.output());
                }
            } finally {
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    /** Signs in over HTTPS, trusting only the certificate the server presents now. */
    public ManagementApi login(ServerLaunch server, Path certificate) {
        return ManagementApi.login(
                URI.create("https://localhost:" + server.httpsPort()),
                ServerCertificate.trusting(certificate),
                email,
                password);
    }

    @Override
    public String toString() {
        return "FirstAdministrator[" + email + ", ‹redacted›]";
    }
}
