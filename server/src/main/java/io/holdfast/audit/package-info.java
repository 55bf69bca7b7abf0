/** Who did what, when; written in the transaction of the deed. */
@NullMarked
package io.holdfast.audit;

import org.jspecify.annotations.NullMarked;
