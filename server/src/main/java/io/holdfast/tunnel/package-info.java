/** The near end of connections through a device: local ports and pipes, over one WebSocket to a server. */
@NullMarked
package io.holdfast.tunnel;

import org.jspecify.annotations.NullMarked;
