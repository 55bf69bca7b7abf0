/** Device URLs: visitors' browsers are let through to ports of devices, over the devices' live links. Nobody who comes costs a statement. */
@NullMarked
package io.holdfast.gateway.url;

import org.jspecify.annotations.NullMarked;
