package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceObserver;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the server acknowledged, written down outside it: every report of an update, every log and the last inventory of
 * each device.
 */
final class Ledger implements DeviceObserver {
    /** One device's part in one deployment. */
    record Part(String deploymentId, String mac) {}

    /** One report of a status in it. */
    record Report(Part part, String status) {}

    private final ConcurrentMap<Report, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentMap<Report, AtomicInteger> sent = new ConcurrentHashMap<>();
    private final ConcurrentMap<Part, Boolean> logs = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> inventories = new ConcurrentHashMap<>();
    private final LongAdder writes = new LongAdder();

    @Override
    public void ended(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized) {
        boolean acknowledges = answer instanceof DeviceAnswer.Answered told && told.isSuccess();
        switch (request) {
            case DeviceRequest.Report report -> {
                Report entry = new Report(new Part(report.deploymentId(), device.mac()), report.status());
                count(sent, entry);
                if (acknowledges) {
                    count(acknowledged, entry);
                    writes.increment();
                }
            }
            case DeviceRequest.SendLog log -> {
                if (acknowledges) {
                    logs.put(new Part(log.deploymentId(), device.mac()), true);
                    writes.increment();
                }
            }
            case DeviceRequest.SendInventory inventory -> {
                if (acknowledges) {
                    inventories.put(
                            device.mac(),
                            Integer.parseInt(inventory.attributes().get("sequence")));
                    writes.increment();
                }
            }
            case DeviceRequest.Authorize authorize -> {}
            case DeviceRequest.Poll poll -> {}
            case DeviceRequest.Download download -> {}
        }
    }

    private static void count(ConcurrentMap<Report, AtomicInteger> counts, Report report) {
        counts.computeIfAbsent(report, first -> new AtomicInteger()).incrementAndGet();
    }

    /** Acknowledged writes of any kind. */
    long writes() {
        return writes.sum();
    }

    /** Statuses that were acknowledged at least once. */
    Iterable<Report> acknowledgedReports() {
        return acknowledged.keySet();
    }

    /** How often a device sent this report, heard or not. */
    int timesSent(Report report) {
        AtomicInteger times = sent.get(report);
        return times == null ? 0 : times.get();
    }

    /** Parts whose log was acknowledged. */
    Iterable<Part> acknowledgedLogs() {
        return logs.keySet();
    }

    /** By mac, the sequence number in the last acknowledged inventory. */
    Map<String, Integer> inventories() {
        return inventories;
    }
}
