package io.holdfast.integration;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One keep-alive connection on which a test writes the very bytes it wants and sees what comes back, in order. */
final class RawConnection implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private final Socket socket;
    private final InputStream in;
    private final String host;

    private RawConnection(Socket socket, String host) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.host = host;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) ANSWER_MAX.toMillis());
    }

    /** Connects to 127.0.0.1 on the address's port; with TLS, any certificate will do. */
    static RawConnection to(URI address) {
        try {
            boolean tls = "https".equals(address.getScheme());
            Socket socket = tls
                    ? trusting().getSocketFactory().createSocket("127.0.0.1", address.getPort())
                    : new Socket("127.0.0.1", address.getPort());
            return new RawConnection(socket, "127.0.0.1:" + address.getPort());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Answer send(Request request) {
        write(request);
        return read(request.head());
    }

    void write(Request request) {
        write(request.bytes(host));
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next answer; one to HEAD has no body whatever its headers say. */
    Answer read(boolean toHead) {
        try {
            String line = line();
            int status = Integer.parseInt(line.substring(9, 12));
            Map<String, String> headers = headers();
            if (status == 100) {
                return read(toHead);
            }
            boolean bare = toHead || status == 101 || status == 204 || status == 304;
            return new Answer(status, headers, bare ? new byte[0] : body(headers));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether the server has closed the connection behind its last answer. */
    boolean closed() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The next bytes, when the connection speaks another protocol than HTTP now. */
    byte[] next(int length) {
        try {
            return exactly(length);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended in a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
            return;
        }
    }
}
