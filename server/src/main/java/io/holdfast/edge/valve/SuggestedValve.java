package io.holdfast.edge.valve;

import io.holdfast.edge.cohort.Suspicion;
import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import java.util.Optional;

/** The command that slows a cohort which is out of line, ready to be pasted. */
public final class SuggestedValve {
    private SuggestedValve() {}

    /** Empty for devices whose versions are too many to tell apart: a valve could not name them. */
    public static Optional<String> command(Cohort cohort, Suspicion suspicion, FleetImage image) {
        return switch (cohort.kind()) {
            case OTHER -> Optional.empty();
            case ALIKE ->
                Optional.of("holdfast valve set slow --rate " + suspicion.ratePerSecond()
                        + " --tenant " + quoted(tenant(cohort, image))
                        + " --device-type " + quoted(cohort.software().deviceType())
                        + " --version " + quoted(cohort.software().version())
                        + " --reason "
                        + quoted("out of line by " + suspicion.kind().label()));
        };
    }

    private static String tenant(Cohort cohort, FleetImage image) {
        return image.tenant(cohort.tenant())
                .map(ImageTenant::name)
                .orElseGet(() -> cohort.tenant().value().toString());
    }

    /** A device chooses its names: none of them may say anything to a shell. */
    private static String quoted(String text) {
        return "'" + text.replaceAll("\\p{Cntrl}", "?").replace("'", "'\\''") + "'";
    }
}
