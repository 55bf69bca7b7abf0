/** Time as the server sees it: the only door to the machine's clocks, so that a drill can turn them by hand. */
@NullMarked
package io.holdfast.platform.clock;

import org.jspecify.annotations.NullMarked;
