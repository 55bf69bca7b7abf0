package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** A deployment's own page. */
public record DeploymentView(
        DeploymentRow summary,
        boolean open,
        boolean force,
        boolean watched,
        List<Tab> tabs,
        List<Target> targets,
        Pager pager) {

    /** How far one device got. */
    public record Target(
            String device,
            String name,
            Chip status,
            String substate,
            boolean installedAnyway,
            boolean stalled,
            int attempts,
            boolean hasLog,
            Optional<When> started,
            Optional<When> finished) {}
}
