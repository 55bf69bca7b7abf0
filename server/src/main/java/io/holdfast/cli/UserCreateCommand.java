package io.holdfast.cli;

import io.holdfast.platform.secrets.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Makes a user who may do everything in a tenant. */
@Command(
        name = "create",
        description = "Make a user who may do everything in a tenant; works whether the server runs or not.",
        sortOptions = false)
final class UserCreateCommand implements Runnable {

    /** A password is a line; a larger file is some other one, named by mistake. */
    private static final int PASSWORD_BYTES_MAX = 4096;

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Option(names = "--email", required = true, paramLabel = "E", description = "Address that the user signs in with.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String email;

    @Option(
            names = "--password-file",
            required = true,
            paramLabel = "F",
            description = "File whose first line is the password; - reads standard input.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path passwordFile;

    @Option(names = "--tenant", paramLabel = "T", description = "Name of the tenant; without it, the default one.")
    private Optional<String> tenant = Optional.empty();

    private UserCreateCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new UserCreateCommand(program, environment).line;
    }

    @Override
    public void run() {
        SecretText password = password();
        try (Administration open = administration.open()) {
            open.createUser(email, password, tenant);
        }
        administration.out().println("user " + email + " created");
        administration.out().flush();
    }

    private SecretText password() {
        try {
            byte[] bytes = passwordFile.toString().equals("-")
                    ? System.in.readNBytes(PASSWORD_BYTES_MAX)
                    : firstBytes(passwordFile);
            String first = new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            if (first.isEmpty()) {
                throw new ParameterException(line, "The first line of " + passwordFile + " is empty.");
            }
            return SecretText.of(first);
        } catch (IOException unreadable) {
            throw new ParameterException(line, "The password file " + passwordFile + " cannot be read.", unreadable);
        }
    }

    private static byte[] firstBytes(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return stream.readNBytes(PASSWORD_BYTES_MAX);
        }
    }
}
