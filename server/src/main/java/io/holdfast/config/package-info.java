/** What devices' programs are configured to: what people set, what devices report, and the deployments that bring the one to the other. */
@NullMarked
package io.holdfast.config;

import org.jspecify.annotations.NullMarked;
