package io.holdfast.edge.valve;

import io.holdfast.edge.cohort.LinkedDevices;
import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.valve.Valve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whom a valve would touch now, counted from memory: some 20 ms for a million devices. */
public record ValvePreview(int devices, int links, List<OfCohort> cohorts) {
    /** More are counted, and not listed. */
    public static final int COHORTS_MAX = 100;

    /** Of one cohort. */
    public record OfCohort(Cohort cohort, int devices, int links) {}

    /** Counts devices of this node's image, and links here. */
    public static ValvePreview of(FleetImage image, LinkedDevices linked, Valve valve) {
        int[] devices = new int[image.cohorts().size()];
        int[] links = new int[devices.length];
        boolean[] touched = touched(image, valve, devices.length);
        image.eachAccepted((device, cohort) -> {
            if (cohort < touched.length && touched[cohort] && isNamed(image, valve, device)) {
                devices[cohort]++;
            }
        });
        linked.each(device -> {
            int cohort = image.cohortOf(device);
            if (cohort < touched.length && touched[cohort] && isNamed(image, valve, device)) {
                links[cohort]++;
            }
        });
        List<OfCohort> all = new ArrayList<>();
        int deviceSum = 0;
        int linkSum = 0;
        for (int index = 0; index < devices.length; index++) {
            if (devices[index] > 0 || links[index] > 0) {
                all.add(new OfCohort(image.cohorts().at(index), devices[index], links[index]));
                deviceSum += devices[index];
                linkSum += links[index];
            }
        }
        all.sort(Comparator.comparingInt(OfCohort::devices).reversed());
        return new ValvePreview(deviceSum, linkSum, List.copyOf(all.subList(0, Math.min(all.size(), COHORTS_MAX))));
    }

    static int devices(FleetImage image, Valve valve) {
        return of(image, visitor -> {}, valve).devices();
    }

    private static boolean[] touched(FleetImage image, Valve valve, int cohorts) {
        boolean[] touched = new boolean[cohorts];
        for (int index = 0; index < cohorts; index++) {
            touched[index] = CompiledValves.touches(valve, image.cohorts().at(index));
        }
        return touched;
    }

    private static boolean isNamed(FleetImage image, Valve valve, int device) {
        return valve.match().device().map(image.device(device).id()::equals).orElse(true);
    }
}
