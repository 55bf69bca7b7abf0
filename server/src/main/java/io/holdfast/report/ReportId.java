package io.holdfast.report;

import java.util.UUID;

/**
 * Given to a report at receipt, before it is known whether the database or the journal takes it. Unique in every append-only
 * table, so that a report whose outcome was unknown can be sent again.
 *
 * @param node the node that received the report
 * @param number never used twice by that node, over restarts too
 */
public record ReportId(UUID node, long number) {}
