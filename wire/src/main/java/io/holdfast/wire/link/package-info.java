/**
 * The messages that travel over a device's live link: MessagePack maps {@code {"hdr": {"proto", "typ", "sid", "props"}, "body"}},
 * one in each binary WebSocket frame (subprotocol {@code protomsg/msgpack}), as mender-connect 2.1.0 and newer speak them.
 */
@NullMarked
package io.holdfast.wire.link;

import org.jspecify.annotations.NullMarked;
