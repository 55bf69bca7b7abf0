package io.holdfast.platform.startup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/** Says why a port could not be opened, in the operator's words. */
public final class ListenRefusal {

    private ListenRefusal() {}

    /**
     * Opens the port for an instant, so that a port in use is told before the database is started, not after.
     *
     * @param option the one that chooses the port, {@code --https-port}
     * @throws StartRefused see {@link #of}
     */
    public static void probe(String bind, int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // else a port that was closed a minute ago would look taken
            socket.bind(new InetSocketAddress(bind, port));
        } catch (IOException failed) {
            throw of(failed, bind, port, option);
        }
    }

    /** {@code start.port-in-use}, {@code start.port-forbidden} or {@code start.address-unusable}. */
    public static StartRefused of(Throwable failed, String bind, int port, String option) {
        String reason = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("in use")) {
            return new StartRefused(
                    "start.port-in-use",
                    "Port %d on %s is in use by another program.".formatted(port, bind),
                    "Stop that program, or choose another port with %s.".formatted(option),
                    failed);
        }
        if (reason.contains("denied") || reason.contains("not permitted")) {
            return new StartRefused(
                    "start.port-forbidden",
                    "This user may not open port %d.".formatted(port),
                    "Choose one above 1023 with %s, or grant CAP_NET_BIND_SERVICE.".formatted(option),
                    failed);
        }
        return new StartRefused(
                "start.address-unusable",
                "Port %d cannot be opened on the address %s.".formatted(port, bind),
                "Name an address of this machine, or 0.0.0.0 for all.",
                failed);
    }
}
