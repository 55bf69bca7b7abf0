package io.holdfast.edge.image;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.identity.DeviceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All device URLs there are, by name; some 600 bytes each. Read from any thread, written by the image's one writer. */
final class UrlTable {
    private final Map<Slug, DeviceUrl> bySlug = new ConcurrentHashMap<>();
    private final Map<UrlId, DeviceUrl> byId = new ConcurrentHashMap<>();
    // The writer's alone.
    private final Map<DeviceId, Set<UrlId>> byDevice = new HashMap<>();

    Optional<DeviceUrl> find(Slug slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    Optional<DeviceUrl> find(UrlId id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<DeviceUrl> all() {
        return List.copyOf(byId.values());
    }

    void put(DeviceUrl url) {
        Optional<DeviceUrl> before = Optional.ofNullable(byId.put(url.id(), url));
        bySlug.put(url.slug(), url);
        byDevice.computeIfAbsent(url.device(), first -> new HashSet<>()).add(url.id());
        before.filter(old -> !old.slug().equals(url.slug())).ifPresent(old -> bySlug.remove(old.slug()));
    }

    boolean remove(UrlId id) {
        Optional<DeviceUrl> was = Optional.ofNullable(byId.remove(id));
        was.ifPresent(url -> {
            bySlug.remove(url.slug());
            byDevice.computeIfPresent(url.device(), (device, ids) -> ids.remove(id) && ids.isEmpty() ? null : ids);
        });
        return was.isPresent();
    }

    /** Those of the device, whose id no other tenant's has. For the writer. */
    Set<UrlId> of(DeviceId device) {
        return Set.copyOf(byDevice.getOrDefault(device, Set.of()));
    }
}
