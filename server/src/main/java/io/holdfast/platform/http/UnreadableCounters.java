package io.holdfast.platform.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Requests whose head could not be read, by the code of the answer; resolved once. */
public final class UnreadableCounters {
    static final String NOT_HTTP = "request.not-http";
    static final String LINE_TOO_LONG = "request.line-too-long";
    static final String HEADERS_TOO_LARGE = "request.headers-too-large";
    static final String LENGTH_AMBIGUOUS = "request.length-ambiguous";
    static final String TOO_SLOW = "request.too-slow";

    private final Map<String, Counter> counts;

    public UnreadableCounters(MeterRegistry registry) {
        counts = List.of(NOT_HTTP, LINE_TOO_LONG, HEADERS_TOO_LARGE, LENGTH_AMBIGUOUS, TOO_SLOW).stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        code -> Counter.builder("holdfast_requests_unreadable")
                                .description("Requests that were refused because their head could not be read")
                                .tag("code", code)
                                .register(registry)));
    }

    void add(String code) {
        Objects.requireNonNull(counts.get(code)).increment();
    }
}
