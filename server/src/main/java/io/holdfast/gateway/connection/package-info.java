/** People's WebSockets to devices: what comes over one is read, judged, and done in the person's name; nothing is passed through. */
@NullMarked
package io.holdfast.gateway.connection;

import org.jspecify.annotations.NullMarked;
