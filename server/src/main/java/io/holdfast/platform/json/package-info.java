/** JSON for the control plane. */
@NullMarked
package io.holdfast.platform.json;

import org.jspecify.annotations.NullMarked;
