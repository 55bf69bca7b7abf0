/** What a node knew of a history that the database no longer has, and how the devices in it find their way back. */
@NullMarked
package io.holdfast.edge.salvage;

import org.jspecify.annotations.NullMarked;
