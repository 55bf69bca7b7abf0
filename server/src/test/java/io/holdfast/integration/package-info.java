/** Whole nodes, spoken to as devices and people speak to them, on a real PostgreSQL. */
@NullMarked
package io.holdfast.integration;

import org.jspecify.annotations.NullMarked;
