package io.holdfast.operator.control;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that an operator switched off on this node, until it is switched on again or expires.
 *
 * @param by who says to have done it
 * @param why in the operator's words
 */
public record KillSwitch(UUID id, SwitchTarget target, Instant since, Instant until, String by, String why) {}
