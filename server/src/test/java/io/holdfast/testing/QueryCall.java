package io.holdfast.testing;

import io.holdfast.access.Caller;
import io.holdfast.api.Call;
import io.holdfast.api.SocketTaker;
import io.holdfast.platform.http.Reply;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A call of which only the address counts. */
public record QueryCall(String path, String queryText) implements Call {

    public static QueryCall of(String query) {
        return new QueryCall("/list", query);
    }

    @Override
    public Optional<String> query(String name) {
        return queryAll(name).stream().findFirst();
    }

    @Override
    public List<String> queryAll(String name) {
        return Arrays.stream(queryText.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public String method() {
        return "GET";
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
    public Optional<String> header(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.empty();
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public Optional<String> form(String name) {
        return Optional.empty();
    }

    @Override
    public InputStream stream() {
        return InputStream.nullInputStream();
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
        return new AssertionError("a query string says nothing of this");
    }
}
