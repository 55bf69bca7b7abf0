package io.holdfast.assembly;

import io.holdfast.edge.cohort.CohortFigures;
import io.holdfast.edge.cohort.CohortLedger;
import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.operator.overview.Causes;
import java.util.List;
import java.util.Locale;

/** Who causes the load, by the ledger of what each firmware costs. */
final class CohortCauses implements Causes {
    private final CohortLedger ledger;
    private final FleetImage image;

    CohortCauses(CohortLedger ledger, FleetImage image) {
        this.ledger = ledger;
        this.image = image;
    }

    @Override
    public List<Top> top(int max) {
        List<Cause> causes = ledger.top(max).stream()
                .filter(figures -> figures.minute().requests() > 0)
                .map(this::cause)
                .toList();
        return causes.isEmpty() ? List.of() : List.of(new Top("firmware", causes, ledger.age()));
    }

    private Cause cause(CohortFigures figures) {
        String detail = String.format(
                Locale.ROOT,
                "%.0f %% of the cost with %.0f %% of the requests: %.1f requests and %.2f errors a second, %d devices",
                figures.costShare() * 100,
                figures.trafficShare() * 100,
                figures.minute().perSecond(figures.minute().requests()),
                figures.minute().perSecond(figures.minute().errors()),
                figures.devices());
        return new Cause(
                name(figures.cohort()),
                figures.costShare(),
                figures.suspicion().map(out -> out.sentence() + " ").orElse("") + detail);
    }

    private String name(Cohort cohort) {
        String tenant = image.tenant(cohort.tenant()).map(ImageTenant::name).orElse("a tenant that is gone");
        return switch (cohort.kind()) {
            case ALIKE ->
                cohort.software().deviceType() + " " + cohort.software().version() + " of " + tenant;
            case OTHER -> "all others of " + tenant;
        };
    }
}
