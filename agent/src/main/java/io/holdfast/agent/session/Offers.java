package io.holdfast.agent.session;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a device's owner offers over the link.
 *
 * @param terminal whether there are terminals
 * @param shell the program that a terminal runs
 * @param user who it runs as, if not who the agent runs as; takes root
 * @param files folder beneath which files may be read and written; nothing if files are not offered
 * @param fileBytesMax largest file that is taken
 * @param forwards hosts to which connections are made; {@code *} for any; empty for none
 */
public record Offers(
        boolean terminal,
        String shell,
        Optional<String> user,
        Optional<Path> files,
        long fileBytesMax,
        Set<String> forwards) {
    /** The device itself, by the names that people give it. */
    public static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "::1");

    /** Any host that the device reaches. */
    public static final String ANY = "*";

    /** Enough for a whole image of a device, less than what fills its disk by mistake. */
    public static final long FILE_BYTES_MAX = 16L << 30;

    public Offers {
        forwards = Set.copyOf(forwards);
    }

    /** Everything on the device itself, as whoever runs the agent. */
    public static Offers everything() {
        return new Offers(true, "/bin/sh", Optional.empty(), Optional.of(Path.of("/")), FILE_BYTES_MAX, LOCALHOST);
    }

    boolean forwardsTo(String host) {
        return forwards.contains(ANY) || forwards.contains(host);
    }
}
