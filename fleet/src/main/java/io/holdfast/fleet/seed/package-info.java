/** A whole fleet in one go: devices written straight into the database, and their tokens signed as the server signs them. */
@NullMarked
package io.holdfast.fleet.seed;

import org.jspecify.annotations.NullMarked;
