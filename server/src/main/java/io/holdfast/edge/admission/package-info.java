/** Who is let in, and when the others should come back. */
@NullMarked
package io.holdfast.edge.admission;

import org.jspecify.annotations.NullMarked;
