package io.holdfast.agent.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The machine that the agent runs on. */
public final class Machine {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");
    private static final int KERNEL_BYTES_MAX = 256;

    private Machine() {}

    /** What an identity is made of when none is given: the address of the first network interface that has one, else the name. */
    public static Map<String, String> identity() {
        return hardwareAddress().map(address -> Map.of("mac", address)).orElseGet(() -> Map.of("hostname", hostname()));
    }

    private static Optional<String> hardwareAddress() {
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                byte[] address = network.getHardwareAddress();
                if (!network.isLoopback() && !network.isVirtual() && address != null && address.length > 0) {
                    return Optional.of(HexFormat.ofDelimiter(":").formatHex(address));
                }
            }
            return Optional.empty();
        } catch (SocketException unreadable) {
            return Optional.empty();
        }
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException unnamed) {
            return "localhost";
        }
    }

    static Map<String, String> attributes(String deviceType) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("device_type", deviceType);
        attributes.put("artifact_name", "none");
        attributes.put("hostname", hostname());
        attributes.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        attributes.put("kernel", kernel());
        attributes.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
        attributes.put(
                "agent",
                "holdfast "
                        + Optional.ofNullable(Machine.class.getPackage().getImplementationVersion())
                                .orElse("from source"));
        attributes.values().removeIf(String::isBlank);
        return attributes;
    }

    private static String kernel() {
        try (var in = Files.newInputStream(KERNEL)) {
            return new String(in.readNBytes(KERNEL_BYTES_MAX), java.nio.charset.StandardCharsets.UTF_8).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
