package io.holdfast.agent.pty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody in {@code /etc/passwd}. */
record ShellUser(String name, int group, String home) {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final int FIELDS = 7;

    static ShellUser named(String name) throws TerminalUnavailable {
        try {
            for (String line : Files.readAllLines(USERS)) {
                String[] fields = line.split(":", -1);
                if (fields.length == FIELDS && fields[0].equals(name)) {
                    return new ShellUser(name, Integer.parseInt(fields[3]), fields[5]);
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            throw new TerminalUnavailable("the device's users cannot be read: " + unreadable.getMessage(), unreadable);
        }
        throw new TerminalUnavailable("the device has no user " + name);
    }

    /** What makes a command run as this user; takes root. */
    List<String> command() {
        return List.of("setpriv", "--reuid=" + name, "--regid=" + group, "--init-groups", "--reset-env");
    }
}
