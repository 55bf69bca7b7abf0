package io.holdfast.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A program that reads something, says always the same, and closes. */
final class ScriptedProgram implements AutoCloseable {
    private final ServerSocket socket;

    private ScriptedProgram(ServerSocket socket, byte[] answer) {
        this.socket = socket;
        Thread thread = Thread.ofPlatform().daemon().start(() -> run(answer));
    }

    static ScriptedProgram answering(String text) {
        try {
            return new ScriptedProgram(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                    text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    private void run(byte[] answer) {
        while (!socket.isClosed()) {
            try (Socket visitor = socket.accept()) {
                int first = visitor.getInputStream().read(new byte[8192]);
                visitor.getOutputStream().write(answer);
            } catch (IOException closed) {
                // the test ends
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
