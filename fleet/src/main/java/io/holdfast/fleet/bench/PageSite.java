package io.holdfast.fleet.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on a device: every path is a resource of the page, of one size. */
final class PageSite implements AutoCloseable {
    /** What a picture, a script or a style sheet of a device's own page takes. */
    static final int RESOURCE_BYTES = 20_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer web;

    PageSite() {
        byte[] resource = new byte[RESOURCE_BYTES];
        new Random(40).nextBytes(resource);
        try {
            web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, resource.length);
            exchange.getResponseBody().write(resource);
            exchange.close();
        });
        web.setExecutor(threads);
        web.start();
    }

    int port() {
        return web.getAddress().getPort();
    }

    @Override
    public void close() {
        web.stop(0);
        threads.shutdownNow();
    }
}
