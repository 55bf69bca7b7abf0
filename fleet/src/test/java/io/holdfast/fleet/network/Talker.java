package io.holdfast.fleet.network;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** A program for either side of a wire: one listens and prints a dot for each byte it hears, one says a byte every 20 ms. */
final class Talker {
    private static final int PORT = 4_000;

    private Talker() {}

    public static void main(String[] words) throws IOException {
        if (words[0].equals("listen")) {
            listen();
        } else {
            talk(words[1]);
        }
    }

    private static void listen() throws IOException {
        try (ServerSocket listener = new ServerSocket(PORT)) {
            System.out.print("L");
            System.out.flush();
            try (Socket peer = listener.accept();
                    InputStream in = peer.getInputStream()) {
                while (in.read() >= 0) {
                    System.out.print(".");
                    System.out.flush();
                }
            }
        }
    }

    private static void talk(String host) throws IOException {
        try (Socket peer = new Socket(host, PORT)) {
            while (true) {
                peer.getOutputStream().write('x');
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
