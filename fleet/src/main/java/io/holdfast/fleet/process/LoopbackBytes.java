package io.holdfast.fleet.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What passed over this machine's loopback, headers of IP and TCP included: what a link would cost on a mobile tariff. */
public final class LoopbackBytes {
    private static final Path DEVICES = Path.of("/proc/net/dev");

    private LoopbackBytes() {}

    /** Bytes in both directions since the machine started; each counts once, because loopback receives what it sends. */
    public static long passed() {
        try (BufferedReader lines = Files.newBufferedReader(DEVICES)) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("lo:"))
                    .map(line -> line.substring("lo:".length()).strip().split("\\s+"))
                    .mapToLong(fields -> Long.parseLong(fields[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this machine has no loopback"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
