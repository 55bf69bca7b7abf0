/** Randomness as the server sees it: the only door to it, so that a drill replays from one printed seed. */
@NullMarked
package io.holdfast.platform.dice;

import org.jspecify.annotations.NullMarked;
