package io.holdfast.platform.startup;

import java.util.Optional;

/** How many connections may be open at once, in accord with the limit of open files. */
public record ConnectionBudget(int connections) {

    /**
     * Jars, database connections, artifacts being read and written, the journal, the operator's port: 400 at most. And those who
     * are told that there is no place, and some air.
     */
    static final int FILES_RESERVED = 640;

    /** Fewer than this is no fleet, but a limit that somebody set by mistake. */
    static final int CONNECTIONS_MIN = 256;

    /** Where nothing limits the files, memory does; 5 KB a link makes this 5 GB. */
    static final int CONNECTIONS_MAX = 1_000_000;

    /**
     * What was wished for, or as much as the limit leaves.
     *
     * @throws StartRefused {@code start.file-limit} when the limit is below the wish, or too low for any fleet
     */
    public static ConnectionBudget within(FileLimit limit, Optional<Integer> wished) {
        return switch (limit) {
            case FileLimit.Unknown unknown -> new ConnectionBudget(wished.orElse(CONNECTIONS_MAX));
            case FileLimit.AtMost limited -> {
                int room = (int) Math.clamp(limited.files() - FILES_RESERVED, 0, CONNECTIONS_MAX);
                int wanted = wished.orElse(Math.max(room, CONNECTIONS_MIN));
                if (wanted > room) {
                    throw tooLow(limited.files(), wanted);
                }
                yield new ConnectionBudget(wanted);
            }
        };
    }

    private static StartRefused tooLow(long files, int wanted) {
        return new StartRefused(
                "start.file-limit",
                "This process may open %d files, and %d connections need %d."
                        .formatted(files, wanted, wanted + FILES_RESERVED),
                "Raise the limit (ulimit -n, or LimitNOFILE= in the systemd unit), or lower --max-connections.");
    }
}
