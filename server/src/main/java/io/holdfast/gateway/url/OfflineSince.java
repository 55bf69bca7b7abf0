package io.holdfast.gateway.url;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkListener;
import io.holdfast.platform.clock.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Since when devices have no link, as this node saw it: for pages that must not ask the database. */
public final class OfflineSince implements LinkListener {
    /** The devices that went last; of others a page does not say since when. */
    private static final int KEPT_MAX = 10_000;

    private final FleetImage image;
    private final Clock clock;

    private final Map<Integer, Instant> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Instant> eldest) {
            return size() > KEPT_MAX;
        }
    };

    public OfflineSince(FleetImage image, Clock clock) {
        this.image = image;
        this.clock = clock;
    }

    @Override
    public void closed(DeviceLink link, CloseCause cause) {
        synchronized (ended) {
            ended.remove(link.device());
            ended.put(link.device(), clock.now());
        }
    }

    /** Says since when, if it is known; else that it is not. */
    String sentence(DeviceUrl url) {
        return image.device(url.tenant(), url.device())
                .flatMap(device -> at(device.index()))
                .map(at -> "It has been offline since " + at.truncatedTo(ChronoUnit.SECONDS) + ".")
                .orElse("It has not been connected since this server started.");
    }

    private Optional<Instant> at(int index) {
        synchronized (ended) {
            return Optional.ofNullable(ended.get(index));
        }
    }
}
