/** What every capability stands on; knows no devices. */
@NullMarked
package io.holdfast.platform;

import org.jspecify.annotations.NullMarked;
