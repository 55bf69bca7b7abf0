package io.holdfast.fleet.drill.acknowledgement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Up to which place of its log PostgreSQL had everything on the disk, at each line of the trace. */
final class WalFlushes {
    static final long SEGMENT_BYTES = 16L << 20;

    private static final Pattern SEGMENT = Pattern.compile(".*/pg_wal/[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})");
    private static final Pattern OFFSET = Pattern.compile(".*, (\\d+)");

    private record Flush(long segment, long upTo, long ended) {}

    private record Write(long upTo, long ended) {}

    private final List<Flush> flushes = new ArrayList<>();

    WalFlushes(List<SystemCall> calls) {
        Map<Long, List<Write>> written = new HashMap<>();
        for (SystemCall call : calls) {
            Matcher name = SEGMENT.matcher(call.target());
            if (!name.matches()) {
                continue;
            }
            long segment = Long.parseLong(name.group(1), 16) << 32 | Long.parseLong(name.group(2), 16) * SEGMENT_BYTES;
            if (call.writes()) {
                Matcher offset = OFFSET.matcher(call.arguments());
                if (offset.matches()) {
                    long upTo = segment + Long.parseLong(offset.group(1)) + call.result();
                    written.computeIfAbsent(segment, first -> new ArrayList<>()).add(new Write(upTo, call.ended()));
                }
            } else if (call.flushes()) {
                // what was written before the flush began; what came during it may have been missed
                long upTo = written.getOrDefault(segment, List.of()).stream()
                        .filter(write -> write.ended() <= call.begun())
                        .mapToLong(Write::upTo)
                        .max()
                        .orElse(segment);
                flushes.add(new Flush(segment, upTo, call.ended()));
            }
        }
    }

    /** Whether everything up to this place was on the disk before the line. */
    boolean covered(long upTo, long line) {
        // the place behind a record that fills its segment belongs to that segment still
        long segment = (upTo - 1) / SEGMENT_BYTES * SEGMENT_BYTES;
        return flushes.stream()
                .anyMatch(flush -> flush.segment() == segment && flush.upTo() >= upTo && flush.ended() < line);
    }

    int count() {
        return flushes.size();
    }
}
