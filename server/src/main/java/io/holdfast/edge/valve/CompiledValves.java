package io.holdfast.edge.valve;

import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.CohortDirectory;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which valve holds for each cohort, looked up beforehand, so that a request pays for reading an array. Never changes. */
final class CompiledValves {
    static final CompiledValves NONE = new CompiledValves(List.of(), new SetValve[0], Map.of(), 0);

    private final List<SetValve> inForce;
    private final @Nullable SetValve[] byCohort;
    private final Map<DeviceId, List<SetValve>> byDevice;
    private final int generation;

    private CompiledValves(
            List<SetValve> inForce,
            @Nullable SetValve[] byCohort,
            Map<DeviceId, List<SetValve>> byDevice,
            int generation) {
        this.inForce = inForce;
        this.byCohort = byCohort;
        this.byDevice = byDevice;
        this.generation = generation;
    }

    static CompiledValves of(List<SetValve> valves, CohortDirectory cohorts) {
        if (valves.isEmpty()) {
            return NONE;
        }
        int generation = cohorts.generation();
        List<SetValve> inOrder = new ArrayList<>(valves);
        inOrder.sort(Comparator.comparing(SetValve::valve, Valve.FIRST_HOLDS));
        Map<DeviceId, List<SetValve>> byDevice = new HashMap<>();
        inOrder.forEach(set -> set.valve()
                .match()
                .device()
                .ifPresent(device -> byDevice.computeIfAbsent(device, first -> new ArrayList<>())
                        .add(set)));
        @Nullable SetValve[] byCohort = new SetValve[cohorts.size()];
        for (int index = 0; index < byCohort.length; index++) {
            byCohort[index] = ofCohort(inOrder, cohorts.at(index));
        }
        return new CompiledValves(inOrder, byCohort, byDevice, generation);
    }

    private static @Nullable SetValve ofCohort(List<SetValve> inOrder, Cohort cohort) {
        for (SetValve set : inOrder) {
            if (set.valve().match().device().isEmpty() && touches(set.valve(), cohort)) {
                return set;
            }
        }
        return null;
    }

    /** Whether the valve touches a cohort's devices, whichever they are. */
    static boolean touches(Valve valve, Cohort cohort) {
        boolean known = cohort.kind() == Cohort.Kind.ALIKE || !valve.match().asksForSoftware();
        return known
                && valve.match()
                        .matches(
                                cohort.tenant(),
                                cohort.software().deviceType(),
                                cohort.software().version());
    }

    boolean isEmpty() {
        return inForce.isEmpty();
    }

    List<SetValve> inForce() {
        return inForce;
    }

    boolean denies() {
        return inForce.stream().anyMatch(set -> set.valve().effect() instanceof ValveEffect.Deny);
    }

    /** Whether cohorts came since. */
    boolean olderThan(CohortDirectory cohorts) {
        return !isEmpty() && generation != cohorts.generation();
    }

    /** What holds for a device of the cohort; null for what no valve touches, because this is asked for every request. */
    @Nullable
    SetValve holds(int cohort, CohortDirectory cohorts, TenantId tenant, DeviceId device) {
        if (!byDevice.isEmpty()) {
            Optional<SetValve> own = ofDevice(cohorts.at(cohort), tenant, device);
            if (own.isPresent()) {
                return own.get();
            }
        }
        return cohort < byCohort.length ? byCohort[cohort] : ofCohort(inForce, cohorts.at(cohort));
    }

    private Optional<SetValve> ofDevice(Cohort cohort, TenantId tenant, DeviceId device) {
        for (SetValve set : byDevice.getOrDefault(device, List.of())) {
            if (touches(set.valve(), cohort)
                    && set.valve().match().tenant().map(tenant::equals).orElse(true)) {
                return Optional.of(set);
            }
        }
        return Optional.empty();
    }
}
