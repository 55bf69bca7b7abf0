package io.holdfast.fleet.drill.stage;

import io.holdfast.fleet.management.ManagementAnswer;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.seed.SeededIds;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a node says of devices spread evenly over the first tenant.
 *
 * @param said how many of each status; {@code unanswered} for answers that are none
 */
public record PresenceSample(SortedMap<String, Integer> said) {
    /** More would take longer than what is asked about lasts. */
    private static final int DEVICES_MAX = 200;

    private static final String UNANSWERED = "unanswered";

    /** Asks a node about some of the devices 0 to {@code devices} − 1 of the tenant, all at once. */
    public static PresenceSample of(ManagementApi api, int devices) {
        return of(api, devices, Math.min(devices, DEVICES_MAX));
    }

    /** The same about {@code count} of them: while calls wait for their time-out, fewer are asked about. */
    public static PresenceSample of(ManagementApi api, int devices, int count) {
        SortedMap<String, Integer> said = new TreeMap<>();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long device = (long) i * devices / count;
                answers.add(askers.submit(() -> status(api, device)));
            }
            for (Future<String> answer : answers) {
                said.merge(answer.get(), 1, Integer::sum);
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a device could not be asked about", failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return new PresenceSample(said);
    }

    private static String status(ManagementApi api, long device) {
        try {
            ManagementAnswer answer = api.get("/api/management/v1/deviceconnect/devices/" + SeededIds.device(device));
            return answer.status() == 200 ? answer.json().path("status").asString(UNANSWERED) : UNANSWERED;
        } catch (UncheckedIOException tooLate) {
            return UNANSWERED;
        }
    }

    public int connected() {
        return said.getOrDefault("connected", 0);
    }

    public int disconnected() {
        return said.getOrDefault("disconnected", 0);
    }

    public int asked() {
        return said.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether every device asked about is connected. */
    public boolean allConnected() {
        return connected() == asked();
    }
}
