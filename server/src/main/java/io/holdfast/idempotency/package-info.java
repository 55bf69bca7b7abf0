/** First answers of writes, kept for those who ask again. */
@NullMarked
package io.holdfast.idempotency;

import org.jspecify.annotations.NullMarked;
