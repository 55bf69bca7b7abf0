package io.holdfast.web.view;

import java.util.Optional;

/** A deployment in a list. */
public record DeploymentRow(
        String id,
        String name,
        String release,
        Chip standing,
        boolean allDevices,
        Progress progress,
        When created,
        Optional<When> finished) {}
