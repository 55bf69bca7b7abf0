package io.holdfast.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of this machine, on loopback only, whose every connection goes to a port that the device can reach. */
public final class LocalPort implements AutoCloseable {
    private final ServerSocket listener;
    private final Tunnel tunnel;
    private final String host;
    private final int port;

    private LocalPort(ServerSocket listener, Tunnel tunnel, String host, int port) {
        this.listener = listener;
        this.tunnel = tunnel;
        this.host = host;
        this.port = port;
    }

    /** Listens on the local port; 0 takes any free one. Throws {@link TunnelRefused} when it is taken. */
    public static LocalPort open(int local, Tunnel tunnel, String host, int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), local));
            LocalPort opened = new LocalPort(listener, tunnel, host, port);
            Thread.ofVirtual().name("tunnel-accept").start(opened::accept);
            return opened;
        } catch (IOException taken) {
            throw new TunnelRefused("Port " + local + " cannot be listened on: " + taken.getMessage() + ".", taken);
        }
    }

    public int number() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("tunnel-connection").start(() -> carry(socket));
            }
        } catch (IOException closed) {
            // no more are taken
        }
    }

    private void carry(Socket accepted) {
        try (Socket socket = accepted) {
            socket.setTcpNoDelay(true);
            boolean connected = tunnel.carry(socket.getInputStream(), socket.getOutputStream(), host, port);
        } catch (IOException gone) {
            // its program closed it before anything was said
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException closed) {
            // closed either way
        }
    }
}
