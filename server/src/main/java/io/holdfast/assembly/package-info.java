/** How the parts are put together into one running node. */
@NullMarked
package io.holdfast.assembly;

import org.jspecify.annotations.NullMarked;
