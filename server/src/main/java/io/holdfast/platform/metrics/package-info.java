/** What the server counts about itself, for Prometheus. */
@NullMarked
package io.holdfast.platform.metrics;

import org.jspecify.annotations.NullMarked;
