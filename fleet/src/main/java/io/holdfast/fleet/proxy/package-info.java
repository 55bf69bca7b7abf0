/** A network that can be made bad: a TCP proxy on one leg, with faults that are switched while it runs, each direction on its own. */
@NullMarked
package io.holdfast.fleet.proxy;

import org.jspecify.annotations.NullMarked;
