package io.holdfast.testing;

import io.holdfast.access.Caller;
import io.holdfast.api.Call;
import io.holdfast.api.SocketTaker;
import io.holdfast.platform.http.Reply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A call of which only the body counts, a form of either kind. */
public record FormCall(String contentType, byte[] body) implements Call {

    /** With the fields of a plain form. */
    public static FormCall of(String fields) {
        return new FormCall("application/x-www-form-urlencoded", fields.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> form(String name) {
        return new QueryCall("/", new String(body, StandardCharsets.UTF_8)).query(name);
    }

    @Override
    public Optional<String> header(String name) {
        return name.equals("Content-Type") ? Optional.of(contentType) : Optional.empty();
    }

    @Override
    public InputStream stream() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String queryText() {
        return "";
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> queryAll(String name) {
        return List.of();
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.empty();
    }

    @Override
    public String requestId() {
        throw notAsked();
    }

    @Override
    public String parameter(String name) {
        throw notAsked();
    }

    @Override
    public Caller caller() {
        throw notAsked();
    }

    @Override
    public String remoteAddress() {
        throw notAsked();
    }

    @Override
    public URI publicUrl() {
        throw notAsked();
    }

    @Override
    public void upgrade(SocketTaker taker) {
        throw notAsked();
    }

    @Override
    public OutputStream answer(Reply head) {
        throw notAsked();
    }

    private static AssertionError notAsked() {
        return new AssertionError("a form says nothing of this");
    }
}
