/** A herd and a node in simulated time, with the pacing code itself between them. */
@org.jspecify.annotations.NullMarked
package io.holdfast.fleet.pacing;
