package io.holdfast.wire.link;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.msgpack.value.ValueType;

/**
 * A flat MessagePack map: the properties of a header, or a body with fields. Keys that nobody asks for and values of kinds that the
 * protocol has not are passed over; nil is absence.
 */
final class Fields {
    static final Fields NONE = new Fields(Map.of());

    private final Map<String, Object> values;

    private Fields(Map<String, Object> values) {
        this.values = values;
    }

    /** Reads the map that comes next. */
    static Fields read(Unpacking in) {
        int size = in.mapSize();
        Map<String, Object> values = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            if (in.next() != ValueType.STRING) {
                throw new Unreadable(LinkFault.FIELD);
            }
            String key = in.text();
            Object value = value(in);
            if (value != null) {
                values.put(key, value);
            }
        }
        return new Fields(values);
    }

    private static @Nullable Object value(Unpacking in) {
        return switch (in.next()) {
            case STRING -> in.text();
            case INTEGER -> in.whole();
            case BOOLEAN -> in.truth();
            case ARRAY -> wholes(in);
            case EXTENSION -> in.timestamp();
            case NIL, FLOAT, BINARY, MAP -> {
                in.skip();
                yield null;
            }
        };
    }

    private static List<Long> wholes(Unpacking in) {
        int size = in.arraySize();
        List<Long> numbers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            if (in.next() != ValueType.INTEGER) {
                throw new Unreadable(LinkFault.FIELD);
            }
            numbers.add(in.whole());
        }
        return numbers;
    }

    private <T> Optional<T> optional(String key, Class<T> type) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return Optional.of(type.cast(value));
    }

    private static <T> T required(Optional<T> value) {
        return value.orElseThrow(() -> new Unreadable(LinkFault.FIELD));
    }

    Optional<String> optionalText(String key, int charsMax) {
        Optional<String> text = optional(key, String.class);
        if (text.isPresent() && text.get().length() > charsMax) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return text;
    }

    /** An explanation: what is too long is cut, because the fault that it tells of is what matters. */
    String words(String key) {
        String text = optional(key, String.class).orElse("");
        return text.length() <= LinkLimits.TEXT_CHARS_MAX ? text : text.substring(0, LinkLimits.TEXT_CHARS_MAX);
    }

    String id(String key) {
        return required(optionalText(key, LinkLimits.ID_CHARS_MAX).filter(id -> !id.isEmpty()));
    }

    /** A path that a file can have: no NUL, and no longer than the kernel takes. */
    String path(String key) {
        String path = required(optional(key, String.class));
        if (path.isEmpty()
                || path.indexOf('\0') >= 0
                || path.getBytes(StandardCharsets.UTF_8).length > LinkLimits.PATH_BYTES_MAX) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return path;
    }

    OptionalLong optionalWhole(String key, long min, long max) {
        Optional<Long> number = optional(key, Long.class);
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        if (number.get() < min || number.get() > max) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return OptionalLong.of(number.get());
    }

    long whole(String key, long min, long max) {
        return optionalWhole(key, min, max).orElseThrow(() -> new Unreadable(LinkFault.FIELD));
    }

    boolean truth(String key) {
        return optional(key, Boolean.class).orElse(false);
    }

    Optional<Instant> optionalTime(String key) {
        return optional(key, Instant.class);
    }

    /** Small numbers, none beyond 16 unsigned bits. */
    List<Integer> numbers(String key) {
        Object value = values.get(key);
        if (!(value instanceof List<?> list)) {
            throw new Unreadable(LinkFault.FIELD);
        }
        return list.stream().map(Fields::number).toList();
    }

    private static Integer number(Object value) {
        if (value instanceof Long number && number >= 0 && number <= 0xFFFF) {
            return number.intValue();
        }
        throw new Unreadable(LinkFault.FIELD);
    }
}
