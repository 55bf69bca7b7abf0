/** The fleet image: one compact record a device, answered from memory. */
@NullMarked
package io.holdfast.edge.image;

import org.jspecify.annotations.NullMarked;
