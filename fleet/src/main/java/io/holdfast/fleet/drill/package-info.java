/** Drills: each replays one incident against the real server and says in figures whether the promise held. */
@NullMarked
package io.holdfast.fleet.drill;

import org.jspecify.annotations.NullMarked;
