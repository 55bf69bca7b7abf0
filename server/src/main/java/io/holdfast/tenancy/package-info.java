/** Tenants, their device limits and tokens. */
@NullMarked
package io.holdfast.tenancy;

import org.jspecify.annotations.NullMarked;
