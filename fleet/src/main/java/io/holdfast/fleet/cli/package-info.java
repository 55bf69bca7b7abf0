/** The commands that this module adds to the program: benches and drills. */
@NullMarked
package io.holdfast.fleet.cli;

import org.jspecify.annotations.NullMarked;
