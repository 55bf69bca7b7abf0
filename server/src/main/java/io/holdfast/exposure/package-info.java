/** Which ports of devices are shown to people's browsers under addresses of their own, to whom, and until when. */
@NullMarked
package io.holdfast.exposure;

import org.jspecify.annotations.NullMarked;
