/** Who a device is and whether it may talk to us: identities, auth sets, acceptance, tokens. */
@NullMarked
package io.holdfast.identity;

import org.jspecify.annotations.NullMarked;
