package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** The releases page. */
public record ReleaseList(List<ReleaseRow> rows, int total, Pager pager, Optional<String> refusal) {}
