package io.holdfast.web.view;

import java.util.Optional;

/** A deployment in a list; {@code stalled} devices of it began, did not end and are not heard of. */
public record DeploymentRow(
        String id,
        String name,
        String release,
        Chip standing,
        boolean allDevices,
        Optional<String> group,
        int retries,
        int stalled,
        Progress progress,
        When created,
        Optional<When> finished) {}
