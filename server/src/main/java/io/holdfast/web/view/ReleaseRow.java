package io.holdfast.web.view;

import java.util.List;

/** An artifact in the list of releases. */
public record ReleaseRow(
        String id,
        String name,
        String description,
        List<String> deviceTypes,
        String size,
        Chip signature,
        When uploaded,
        String deployHref) {}
