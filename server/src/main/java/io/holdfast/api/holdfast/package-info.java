/** What this server offers beyond Mender's API: bytes to decisions and back, no decisions here. */
@NullMarked
package io.holdfast.api.holdfast;

import org.jspecify.annotations.NullMarked;
