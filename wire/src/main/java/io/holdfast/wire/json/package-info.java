/** Strict JSON: what a stranger sent, read within bounds or refused with a stable code. */
@NullMarked
package io.holdfast.wire.json;

import org.jspecify.annotations.NullMarked;
