/** What a node finds out about itself after a start: whether database, feed, journal and image are what it left behind. */
@NullMarked
package io.holdfast.edge.check;

import org.jspecify.annotations.NullMarked;
