/** A tiny HTTP server that stands in for the server while the generator and the virtual devices are tested. */
@NullMarked
package io.holdfast.fleet.stub;

import org.jspecify.annotations.NullMarked;
