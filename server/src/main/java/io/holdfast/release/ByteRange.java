package io.holdfast.release;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which part of a representation a request wants (RFC 9110, section 14). Several ranges are answered with the whole, as the RFC allows. */
public sealed interface ByteRange {

    /** Everything: 200. */
    record Whole() implements ByteRange {}

    /** Bytes {@code first} to {@code last}, both included, of {@code total}: 206. */
    record Part(long first, long last, long total) implements ByteRange {
        public long length() {
            return last - first + 1;
        }

        public String contentRange() {
            return "bytes " + first + "-" + last + "/" + total;
        }
    }

    /** It begins behind the end: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** One range with 18-digit positions at most, which always fit a long. */
    Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Judges the headers of a GET. A range of another unit or an unreadable one is ignored; so is a range whose
     * {@code If-Range} names another version (dates are never strong enough here).
     */
    static ByteRange of(Optional<String> range, Optional<String> ifRange, String etag, long total) {
        if (range.isEmpty() || ifRange.filter(version -> !version.equals(etag)).isPresent()) {
            return new Whole();
        }
        Matcher matcher = ONE_RANGE.matcher(range.get().strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return new Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(matcher.group(2));
            return suffix == 0 ? new Unsatisfiable() : new Part(Math.max(0, total - suffix), total - 1, total);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? total - 1 : Math.min(Long.parseLong(matcher.group(2)), total - 1);
        if (first >= total) {
            return new Unsatisfiable();
        }
        return last < first ? new Whole() : new Part(first, last, total);
    }
}
