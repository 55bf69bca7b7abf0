/** The launcher, run as a person runs it. */
@NullMarked
package io.holdfast.fleet.launcher;

import org.jspecify.annotations.NullMarked;
