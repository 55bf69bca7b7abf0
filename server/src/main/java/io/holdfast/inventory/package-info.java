/** What devices say of themselves. */
@NullMarked
package io.holdfast.inventory;

import org.jspecify.annotations.NullMarked;
