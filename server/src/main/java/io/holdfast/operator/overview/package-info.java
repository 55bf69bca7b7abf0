/** Everything an operator is shown of a node at once, put together from what was sampled. */
@NullMarked
package io.holdfast.operator.overview;

import org.jspecify.annotations.NullMarked;
