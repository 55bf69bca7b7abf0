/** A load generator that costs a few microseconds a request, so that the server under test dominates the machine. */
@NullMarked
package io.holdfast.fleet.load;

import org.jspecify.annotations.NullMarked;
