package io.holdfast.fleet.drill.crash;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was sent and what was acknowledged, kept in the drill's own process, which nobody kills. Each fact is what the server
 * must know once its last write is acknowledged.
 */
final class Ledger {
    /** One device's part in one deployment. */
    record Part(String deploymentId, String mac) {}

    /** One status in it. */
    record Report(Part part, String status) {}

    /** @param sha256 of the whole file, in hexadecimal */
    record Upload(String id, String sha256) {}

    private final Map<Kind, LongAdder> acknowledged = new EnumMap<>(Kind.class);
    private final LongAdder unknown = new LongAdder();
    private final LongAdder unresolved = new LongAdder();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    /** By mac. */
    final ConcurrentMap<String, String> standings = new ConcurrentHashMap<>();
    /** By mac, the sequence number in the last inventory. */
    final ConcurrentMap<String, Integer> inventories = new ConcurrentHashMap<>();
    /** By mac, the owner in the configuration that was set. */
    final ConcurrentMap<String, String> configurations = new ConcurrentHashMap<>();
    /** By mac, the owner in the configuration that the device reported. */
    final ConcurrentMap<String, String> reportedConfigurations = new ConcurrentHashMap<>();
    /** By name, the id. */
    final ConcurrentMap<String, String> deployments = new ConcurrentHashMap<>();

    final ConcurrentMap<Part, String> statuses = new ConcurrentHashMap<>();
    final ConcurrentMap<Part, Boolean> logs = new ConcurrentHashMap<>();
    /** Reports that must be in the timeline, since they came too late for the status. */
    final ConcurrentMap<Report, Boolean> late = new ConcurrentHashMap<>();

    final ConcurrentMap<String, Upload> uploads = new ConcurrentHashMap<>();
    /** By name, whether it still stands. */
    final ConcurrentMap<String, Boolean> tokens = new ConcurrentHashMap<>();
    /** By owner, {@code tenant} or {@code user}, the last value. */
    final ConcurrentMap<String, Integer> settings = new ConcurrentHashMap<>();

    /** By owner, how many changes were asked for, acknowledged or not; one that is asked for again is the same. */
    final ConcurrentMap<String, Integer> settingsAsked = new ConcurrentHashMap<>();

    Ledger() {
        for (Kind kind : Kind.values()) {
            acknowledged.put(kind, new LongAdder());
        }
    }

    void acknowledged(Kind kind, boolean unknownBefore) {
        counter(kind).increment();
        if (unknownBefore) {
            unknown.increment();
        }
    }

    void unresolved() {
        unknown.increment();
        unresolved.increment();
    }

    void broken(String sentence) {
        broken.add(sentence);
    }

    long acknowledged() {
        return acknowledged.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long acknowledged(Kind kind) {
        return counter(kind).sum();
    }

    /** Writes that had an attempt of unknown outcome, resolved or not. */
    long unknown() {
        return unknown.sum();
    }

    long unresolvedWrites() {
        return unresolved.sum();
    }

    List<String> brokenPromises() {
        return List.copyOf(broken);
    }

    private LongAdder counter(Kind kind) {
        LongAdder counter = acknowledged.get(kind);
        if (counter == null) {
            throw new IllegalStateException("every kind has a counter");
        }
        return counter;
    }
}
