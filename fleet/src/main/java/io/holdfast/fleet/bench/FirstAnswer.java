package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.process.NotInTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A device that asks again every two milliseconds until a server is there and knows it. */
final class FirstAnswer {
    private static final long RETRY_NANOS = 2_000_000;

    private FirstAnswer() {}

    /**
     * Polls until the answer is 200 or 204.
     *
     * @return {@link System#nanoTime()} at that answer
     */
    static long await(int port, String token, String deviceType, Duration limit) {
        return await(port, token, deviceType, limit, Set.of("204", "200"));
    }

    /** Polls until an update is offered; the time of that offer. */
    static long awaitOffer(int port, String token, String deviceType, Duration limit) {
        return await(port, token, deviceType, limit, Set.of("200"));
    }

    private static long await(int port, String token, String deviceType, Duration limit, Set<String> awaited) {
        byte[] request =
                new MenderEncoding("127.0.0.1:" + port).encode(new DeviceRequest.Poll("initial", deviceType), token);
        long deadline = System.nanoTime() + limit.toNanos();
        String last = "nothing";
        while (System.nanoTime() < deadline) {
            last = ask(port, request);
            if (last.startsWith("HTTP/1.1 ") && awaited.contains(last.substring(9, 12))) {
                return System.nanoTime();
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        throw new NotInTime("the server answers a device; its last answer was " + last, limit);
    }

    private static String ask(int port, byte[] request) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.getOutputStream().write(request);
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 204 ".length());
            return new String(start, StandardCharsets.ISO_8859_1);
        } catch (IOException notYet) {
            return notYet.toString();
        }
    }
}
