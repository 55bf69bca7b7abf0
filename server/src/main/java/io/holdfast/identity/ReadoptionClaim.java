package io.holdfast.identity;

import java.util.Optional;

/**
 * A lost device came back and proved who it is.
 *
 * @param proof what it showed; empty when that was its token
 */
public record ReadoptionClaim(LostDevice device, Optional<Enrolment> proof) {}
