/** Wishes to a device's update client. */
@NullMarked
package io.holdfast.gateway.client;

import org.jspecify.annotations.NullMarked;
