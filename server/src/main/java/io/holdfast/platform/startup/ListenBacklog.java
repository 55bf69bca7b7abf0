package io.holdfast.platform.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How many connections the kernel lets wait to be taken: when a fleet comes back at once, that queue is the first valve. */
public record ListenBacklog(int connections) {
    /** What kernels since 5.4 have; a node accepts some ten thousand a second, so this is half a second of them. */
    private static final int ENOUGH = 4_096;

    /** What the kernel takes where it does not say. */
    private static final int FALLBACK = 1_024;

    /** As the kernel has it set now. */
    public static ListenBacklog ofKernel() {
        // Not Files.readString(): it reads one byte first, and the kernel gives a setting only to the first read. 4096
        // became 4.
        try (BufferedReader setting = Files.newBufferedReader(Path.of("/proc/sys/net/core/somaxconn"))) {
            return new ListenBacklog(Integer.parseInt(setting.readLine()));
        } catch (IOException | NumberFormatException notLinux) {
            return new ListenBacklog(FALLBACK);
        }
    }

    /** What to tell the operator, if it is so small that a returning fleet would see connections time out. */
    public Optional<String> warning() {
        return connections >= ENOUGH
                ? Optional.empty()
                : Optional.of("the kernel lets only " + connections
                        + " connections wait; when a fleet comes back at once the others"
                        + " are dropped: sysctl -w net.core.somaxconn=" + ENOUGH);
    }
}
