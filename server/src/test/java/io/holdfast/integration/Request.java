package io.holdfast.integration;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One HTTP/1.1 request, to be sent as exactly these bytes. */
record Request(String method, String target, List<String> headers, byte[] body, Framing framing) {

    /** How the end of the body is told. */
    enum Framing {
        NONE,
        LENGTH,
        CHUNKED
    }

    static Request of(String method, String target) {
        return new Request(method, target, List.of(), new byte[0], Framing.NONE);
    }

    Request header(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new Request(method, target, List.copyOf(more), body, framing);
    }

    Request bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /** With the body in one chunk, as mender-client sends everything once it is authorised. */
    Request chunked(String text) {
        return chunked(text.getBytes(StandardCharsets.UTF_8));
    }

    Request chunked(byte[] bytes) {
        return new Request(method, target, headers, bytes, Framing.CHUNKED);
    }

    Request sized(byte[] bytes) {
        return new Request(method, target, headers, bytes, Framing.LENGTH);
    }

    Request sized(String text) {
        return sized(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean head() {
        return method.equals("HEAD");
    }

    byte[] bytes(String host) {
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ");
        head.append(host).append("\r\nUser-Agent: Go-http-client/1.1\r\nAccept-Encoding: gzip\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (framing != Framing.NONE && headers.stream().noneMatch(line -> line.startsWith("Content-Type:"))) {
            head.append("Content-Type: application/json\r\n");
        }
        switch (framing) {
            case NONE -> {}
            case LENGTH -> head.append("Content-Length: ").append(body.length).append("\r\n");
            case CHUNKED -> head.append("Transfer-Encoding: chunked\r\n");
        }
        head.append("\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length + 32);
        out.writeBytes(ascii(head.toString()));
        switch (framing) {
            case NONE -> {}
            case LENGTH -> out.writeBytes(body);
            case CHUNKED -> chunk(out);
        }
        return out.toByteArray();
    }

    private void chunk(ByteArrayOutputStream out) {
        if (body.length > 0) {
            out.writeBytes(ascii(Integer.toHexString(body.length) + "\r\n"));
            out.writeBytes(body);
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("0\r\n\r\n"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
