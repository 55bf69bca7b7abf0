package io.holdfast.edge.salvage;

import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.ReadoptionClaim;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Lost devices that came back and wait for the next round, each once. What does not fit is dropped: the device comes again. */
final class ClaimQueue {
    /** Five seconds of rounds, and 40 MB at most: a claim with a key is below 20 KiB, one with a token below 300 bytes. */
    static final int CLAIMS_MAX = 2_000;

    /** Of one round, and so of one transaction at most. */
    static final int ROUND_MAX = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DeviceRef, ReadoptionClaim> waiting = new LinkedHashMap<>();

    /** A claim that shows the key takes the place of one that does not. */
    void offer(ReadoptionClaim claim) {
        lock.lock();
        try {
            DeviceRef device = claim.device().ref();
            boolean known = waiting.containsKey(device);
            if (known ? claim.proof().isPresent() : waiting.size() < CLAIMS_MAX) {
                waiting.put(device, claim);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The oldest, by tenant. */
    Map<TenantId, List<ReadoptionClaim>> take() {
        lock.lock();
        try {
            Map<TenantId, List<ReadoptionClaim>> round = new HashMap<>();
            Iterator<ReadoptionClaim> oldest = waiting.values().iterator();
            for (int i = 0; i < ROUND_MAX && oldest.hasNext(); i++) {
                ReadoptionClaim claim = oldest.next();
                oldest.remove();
                round.computeIfAbsent(claim.device().ref().tenant(), tenant -> new ArrayList<>())
                        .add(claim);
            }
            return round;
        } finally {
            lock.unlock();
        }
    }
}
