/** Who the device is, and how it comes by its token. */
@NullMarked
package io.holdfast.agent.enrol;

import org.jspecify.annotations.NullMarked;
