package io.holdfast.gateway.url;

import io.holdfast.gateway.forward.DeviceStreams;
import io.holdfast.platform.clock.Clock;

/** What requests are passed on with. */
record ExchangeParts(DeviceStreams streams, UpstreamPool pool, DeviceTls tls, OfflineSince offline, Clock clock) {}
