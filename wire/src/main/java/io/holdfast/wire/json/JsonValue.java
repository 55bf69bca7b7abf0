package io.holdfast.wire.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** A JSON value that was read within {@link StrictJson}'s bounds; immutable, every text in it can be stored. */
public sealed interface JsonValue {

    /** A string. */
    record Text(String value) implements JsonValue {}

    /** A number, without trailing zeros: 1.0 and 1 are the same number. */
    record Num(BigDecimal value) implements JsonValue {
        /** Keeps the shortest form, so that equal numbers are equal records. */
        public Num {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    /** true or false. */
    record Bool(boolean value) implements JsonValue {}

    /** The JSON null. */
    record Null() implements JsonValue {}

    /** An array. */
    record Arr(List<JsonValue> items) implements JsonValue {
        /** Copies. */
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** An object, its members sorted by name (by UTF-16 code unit). */
    record Obj(SequencedMap<String, JsonValue> members) implements JsonValue {
        /** Copies and sorts. */
        public Obj {
            members = Collections.unmodifiableSequencedMap(new TreeMap<>(members));
        }

        /** The member, unless it is absent or null: the protocol makes no difference between the two. */
        public Optional<JsonValue> member(String name) {
            return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Null));
        }

        /**
         * The text of a member that must be there.
         *
         * @throws MalformedInput when it is absent, no string, or longer than {@code maxChars}
         */
        public String text(String name, int maxChars) {
            return optionalText(name, maxChars).orElseThrow(() -> MalformedInput.missing(name));
        }

        /**
         * The text of a member that may be absent or null.
         *
         * @throws MalformedInput when it is no string, or longer than {@code maxChars}
         */
        public Optional<String> optionalText(String name, int maxChars) {
            return member(name).map(value -> {
                if (!(value instanceof Text text)) {
                    throw MalformedInput.wrongType(name, "a string");
                }
                if (text.value().length() > maxChars) {
                    throw MalformedInput.tooLong(name, maxChars);
                }
                return text.value();
            });
        }

        /**
         * A member that may be absent or null, as a list of texts; a single string counts as a list of one.
         *
         * @throws MalformedInput when it is something else
         */
        public List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            JsonValue value = member(name).orElse(new Arr(List.of()));
            for (JsonValue item : value instanceof Arr list ? list.items() : List.of(value)) {
                if (!(item instanceof Text text)) {
                    throw MalformedInput.wrongType(name, "a list of strings");
                }
                texts.add(text.value());
            }
            return List.copyOf(texts);
        }

        /**
         * A member that may be absent or null, as an object.
         *
         * @throws MalformedInput when it is something else
         */
        public Optional<Obj> object(String name) {
            return member(name).map(value -> {
                if (value instanceof Obj object) {
                    return object;
                }
                throw MalformedInput.wrongType(name, "an object");
            });
        }
    }

    /** Whether it is a string, a number or a boolean. */
    default boolean scalar() {
        return this instanceof Text || this instanceof Num || this instanceof Bool;
    }

    /** The one text of this value: members sorted, no space between tokens, numbers in their shortest form. */
    default String canonical() {
        StringBuilder out = new StringBuilder(128);
        write(out);
        return out.toString();
    }

    /** Appends {@link #canonical()}. */
    default void write(StringBuilder out) {
        switch (this) {
            case Text text -> JsonText.quote(out, text.value());
            case Num number -> out.append(plain(number.value()));
            case Bool bool -> out.append(bool.value());
            case Null none -> out.append("null");
            case Arr array -> writeItems(out, array.items());
            case Obj object -> writeMembers(out, object.members());
        }
    }

    private static void writeItems(StringBuilder out, List<JsonValue> items) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            items.get(i).write(out);
        }
        out.append(']');
    }

    private static void writeMembers(StringBuilder out, SequencedMap<String, JsonValue> members) {
        char separator = '{';
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            JsonText.quote(out.append(separator), member.getKey()).append(':');
            member.getValue().write(out);
            separator = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    // 20 digits hold every 64-bit integer; beyond that an exponent is shorter than its zeros.
    private static String plain(BigDecimal value) {
        return Math.abs(value.scale()) <= 20 ? value.toPlainString() : value.toString();
    }
}
