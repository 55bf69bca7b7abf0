/** Drill 38: the database answers five seconds late, and no link is dropped for it. */
@NullMarked
package io.holdfast.fleet.drill.slowdatabase;

import org.jspecify.annotations.NullMarked;
