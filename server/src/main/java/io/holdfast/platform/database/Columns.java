package io.holdfast.platform.database;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Turns rows into the arrays of a statement that takes many rows at once, {@code from unnest(?, ?, …)}. */
public final class Columns<T> {
    private final List<T> rows;

    private Columns(List<T> rows) {
        this.rows = rows;
    }

    /** Of these rows, in their order. */
    public static <T> Columns<T> of(List<T> rows) {
        return new Columns<>(rows);
    }

    public UUID[] uuids(Function<T, UUID> column) {
        return rows.stream().map(column).toArray(UUID[]::new);
    }

    public String[] texts(Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    public Long[] longs(ToLongFunction<T> column) {
        return rows.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    public Integer[] integers(ToIntFunction<T> column) {
        return rows.stream().map(column::applyAsInt).toArray(Integer[]::new);
    }

    public Boolean[] booleans(Predicate<T> column) {
        return rows.stream().map(column::test).toArray(Boolean[]::new);
    }

    public byte[][] blobs(Function<T, byte[]> column) {
        return rows.stream().map(column).toArray(byte[][]::new);
    }
}
