/** The node's local store: snapshot, changes since, journal. */
@NullMarked
package io.holdfast.edge.store;

import org.jspecify.annotations.NullMarked;
