package io.holdfast.operator.alarm;

import java.time.Instant;

/**
 * A symptom that is there.
 *
 * @param name stable: the runbook's heading
 * @param sentence for a person, with the figure that raised it
 */
public record Alarm(String name, String sentence, Instant since) {}
