package io.holdfast.edge.image;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door through which the fleet image changes; used by one thread. Devices change at once; rollouts, and the marks of
 * the devices they await, change together in {@link #publish}.
 */
public final class ImageWriter {
    private static final Logger log = LoggerFactory.getLogger(ImageWriter.class);

    private final FleetImage image;
    private final DeviceTable devices;
    private final TenantDirectory tenants;
    private final Map<TenantId, StagedRollouts> staged = new HashMap<>();
    private final Set<DeploymentId> readAnew = new LinkedHashSet<>();
    private final List<DeploymentId> ended = new ArrayList<>();
    private final List<ImageTenant> tenantsChanged = new ArrayList<>();
    private final Set<UrlId> urlsChanged = new LinkedHashSet<>();
    private RoaringBitmap devicesChanged = new RoaringBitmap();
    private RoaringBitmap configurationsChanged = new RoaringBitmap();
    private boolean keysChanged;
    private boolean valvesChanged;
    private Optional<Reload> reload = Optional.empty();
    private final ImageRoom room;
    private final SharedTexts texts;
    private final LackingConfigurations lacking;

    /** What a reload has met; the rest is gone when it ends. */
    private record Reload(RoaringBitmap devices, Set<DeploymentId> rollouts, Set<TenantId> tenants, Set<UrlId> urls) {}

    private ImageWriter(FleetImage image, ImageRoom room) {
        this.image = image;
        this.room = room;
        this.devices = image.devices();
        this.tenants = image.tenants();
        this.texts = image.configurations().texts();
        this.lacking = new LackingConfigurations(texts);
    }

    /** The writer of a new, empty image that may become as large as any. */
    public static ImageWriter create(Clock clock, Dice dice) {
        return create(clock, dice, ImageRoom.LARGEST);
    }

    /** The writer of a new, empty image with so much room. */
    public static ImageWriter create(Clock clock, Dice dice, ImageRoom room) {
        ConfigurationTable configurations =
                new ConfigurationTable(new SharedTexts(room.configurationBytes(), room.configurationBytesOfTenant()));
        return new ImageWriter(
                new FleetImage(new DeviceTable(dice.nextLong()), new TenantDirectory(), configurations, clock), room);
    }

    /** The node had been blind so long when this image was made; before anybody reads it. */
    public void blindBefore(Duration blind) {
        image.blindBefore(blind);
    }

    public FleetImage image() {
        return image;
    }

    /** Puts a tenant's row in place. */
    public void tenant(ImageTenant row) {
        reload.ifPresent(running -> running.tenants().add(row.id()));
        tenants.row(row.id(), Optional.of(row));
        tenantsChanged.add(row);
    }

    /**
     * Puts an accepted or preauthorised device in place. One that was decommissioned stays so: ids are never given twice, so only
     * a restored database says otherwise.
     */
    public void device(DeviceRow row) {
        if (isRevoked(row.tenant(), row.id())) {
            return;
        }
        int cohort = image.cohorts()
                .of(row.tenant(), row.software().deviceType(), row.software().version())
                .index();
        TenantEntry tenant = tenants.entry(row.tenant());
        put(tenant, row.id(), row.record(tenant.index(), cohort));
        index(row.tenant(), row.id()).ifPresent(index -> configuration(index, row.configuration()));
    }

    /** What the device with the index is configured to. */
    void configuration(int index, ImageConfiguration configuration) {
        if (!image.configurations().put(devices.read(index).content().tenantIndex(), index, configuration)) {
            return;
        }
        configurationsChanged.add(index);
        if (!(image.configuration(index) instanceof ImageConfiguration.NoRoom)) {
            lacking.remove(index);
        } else if (lacking.add(index)) {
            log.atError()
                    .addKeyValue("bytes_max", room.configurationBytes())
                    .addKeyValue("tenant_bytes_max", room.configurationBytesOfTenant())
                    .log(
                            "the fleet image lacks configurations for which there was no room: their devices are answered 503");
        }
    }

    /** Whether there may be room now for configurations that found none: {@link #nextLacking} names their devices. */
    public boolean roomForLacking() {
        return lacking.due();
    }

    /** Devices to read again because their configurations may find room now; so many at most, others the next time. */
    public List<DeviceRef> nextLacking(int atMost) {
        return lacking.next(atMost).stream()
                .map(image::device)
                .map(device -> new DeviceRef(device.tenant(), device.id()))
                .toList();
    }

    /** The device is decommissioned, with proof; its identity is free for another. */
    public void revoked(TenantId tenant, DeviceId device) {
        TenantEntry entry = tenants.entry(tenant);
        put(entry, device, bare(entry, device, ImageStanding.REVOKED));
        unconfigured(tenant, device);
        awaits(tenant, device, Set.of());
        image.urlTable().of(device).forEach(this::urlGone); // their rows went with the device's
    }

    /** The device is neither accepted nor preauthorised. One that the image never knew stays unknown, a revoked one revoked. */
    public void notAccepted(TenantId tenant, DeviceId device) {
        if (index(tenant, device).isPresent() && !isRevoked(tenant, device)) {
            TenantEntry entry = tenants.entry(tenant);
            put(entry, device, bare(entry, device, ImageStanding.NOT_ACCEPTED));
            unconfigured(tenant, device);
            awaits(tenant, device, Set.of());
        }
    }

    /** The device's rows cannot be read: what was known is kept, and nothing is decided on it. */
    public void unreadable(TenantId tenant, DeviceId device) {
        TenantEntry entry = tenants.entry(tenant);
        OptionalInt known = index(tenant, device);
        DeviceRecord content = known.isPresent()
                ? devices.read(known.getAsInt()).content().with(ImageStanding.UNREADABLE)
                : bare(entry, device, ImageStanding.UNREADABLE);
        put(entry, device, content);
    }

    private void unconfigured(TenantId tenant, DeviceId device) {
        index(tenant, device).ifPresent(index -> configuration(index, ImageConfiguration.NONE));
    }

    private boolean isRevoked(TenantId tenant, DeviceId device) {
        OptionalInt known = index(tenant, device);
        return known.isPresent() && devices.read(known.getAsInt()).content().standing() == ImageStanding.REVOKED;
    }

    private DeviceRecord bare(TenantEntry tenant, DeviceId device, ImageStanding standing) {
        int index = devices.find(tenant.index(), device.value());
        long floor = index < 0 ? 0 : devices.read(index).content().notBeforeSeq();
        int cohort = image.cohorts().of(tenant.id(), "", "").index();
        return DeviceRecord.bare(tenant.index(), cohort, device.value(), standing, floor);
    }

    private void put(TenantEntry tenant, DeviceId device, DeviceRecord content) {
        int index = devices.find(tenant.index(), device.value());
        if (index < 0 && devices.size() >= room.devices()) {
            lacksDevices();
            return;
        }
        int written = index < 0 ? devices.append(content, image.second()) : index;
        if (index >= 0) {
            devices.replace(index, content, image.second());
        }
        devicesChanged.add(written);
        reload.ifPresent(running -> running.devices().add(written));
    }

    /** A device found no place, in this image or in the stored one that it was made of: who is absent may exist. */
    public void lacksDevices() {
        if (!image.lacksDevices()) {
            image.lacksDevices(true);
            log.atError()
                    .addKeyValue("devices", devices.size())
                    .addKeyValue("room", room.devices())
                    .log("the fleet image lacks devices for which there was no room: they are answered 503");
        }
    }

    /** The image was stored by a version that did not know what devices are configured to. */
    public void lacksConfigurations() {
        image.configurationsKnown(false);
    }

    /** The image was stored by a version that did not know what devices run. */
    public void lacksCohorts() {
        image.cohortsKnown(false);
    }

    /**
     * Whether the database knows more than this image, of things that it would not tell again: devices that found no place and would
     * find one now, because the node has more memory than it had, what the devices are configured to, be it all or what found no
     * room, or what they run.
     */
    public boolean couldHoldMore() {
        return image.lacksDevices() && devices.size() < room.devices()
                || !image.configurationsKnown()
                || !image.cohortsKnown()
                || !lacking.isEmpty();
    }

    /** The device is awaited by these deployments, as far as they are active here, and by no others. */
    public void awaits(TenantId tenant, DeviceId device, Set<DeploymentId> open) {
        awaits(tenant, device, open, staged(tenant).deployments());
    }

    /** As {@link #awaits(TenantId, DeviceId, Set)}, for these deployments only. */
    void awaits(TenantId tenant, DeviceId device, Set<DeploymentId> open, Set<DeploymentId> among) {
        OptionalInt index = index(tenant, device);
        if (index.isPresent()) {
            boolean serves = devices.read(index.getAsInt()).content().standing().servesDeployments();
            staged(tenant).awaits(index.getAsInt(), serves ? open : Set.of(), among);
        }
    }

    /** Puts an active deployment in place. The bitmap, of device indices, is the image's from now on. */
    public void rollout(RolloutTerms terms, RoaringBitmap awaited) {
        awaited.runOptimize();
        int tenant = tenants.entry(terms.tenant()).index();
        // Never without its text: whether there was room was asked when it was made.
        RolloutTerms kept = terms.withTextOf(text -> texts.hold(tenant, text));
        releaseText(terms.tenant(), terms.id());
        staged(terms.tenant()).put(new ImageRollout(kept, awaited));
        readAnew.add(terms.id());
        reload.ifPresent(running -> running.rollouts().add(terms.id()));
    }

    /** The deployment is no longer active, or gone. */
    public void rolloutEnded(TenantId tenant, DeploymentId deployment) {
        releaseText(tenant, deployment);
        if (staged(tenant).remove(deployment)) {
            readAnew.remove(deployment);
            ended.add(deployment);
        }
    }

    private void releaseText(TenantId tenant, DeploymentId deployment) {
        int index = tenants.entry(tenant).index();
        staged(tenant)
                .rollout(deployment)
                .flatMap(ImageRollout::configuration)
                .ifPresent(frozen -> texts.release(index, frozen.text()));
    }

    /** Puts a device URL in place of what it was. */
    public void url(DeviceUrl url) {
        image.urlTable().put(url);
        urlsChanged.add(url.id());
        reload.ifPresent(running -> running.urls().add(url.id()));
    }

    /** The device URL was taken away. */
    public void urlGone(UrlId id) {
        if (image.urlTable().remove(id)) {
            urlsChanged.add(id);
        }
    }

    public void keys(TokenKeys keys) {
        image.tokenKeys(keys);
        keysChanged = true;
    }

    /** All valves of the cell. */
    public void valves(List<Valve> valves) {
        image.valves(valves);
        valvesChanged = true;
    }

    /** The index of a device that deployments may await. */
    public OptionalInt target(TenantId tenant, DeviceId device) {
        OptionalInt index = index(tenant, device);
        return index.isPresent()
                        && devices.read(index.getAsInt()).content().standing().servesDeployments()
                ? index
                : OptionalInt.empty();
    }

    private OptionalInt index(TenantId tenant, DeviceId device) {
        int index = tenants.find(tenant)
                .map(entry -> devices.find(entry.index(), device.value()))
                .orElse(-1);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private StagedRollouts staged(TenantId tenant) {
        return staged.computeIfAbsent(tenant, id -> new StagedRollouts(tenants.entry(id)));
    }

    /** Shows the batch's rollouts and gives what the batch changed. */
    public ImageChanges publish() {
        staged.values().forEach(tenant -> tenant.publish(devices));
        List<ImageRollout> rollouts = readAnew.stream()
                .flatMap(id -> staged.values().stream().flatMap(tenant -> tenant.rollout(id).stream()))
                .toList();
        ImageChanges changes = new ImageChanges(
                devicesChanged,
                configurationsChanged,
                rollouts,
                ended,
                tenantsChanged,
                List.copyOf(urlsChanged),
                keysChanged,
                valvesChanged);
        staged.clear();
        readAnew.clear();
        ended.clear();
        tenantsChanged.clear();
        urlsChanged.clear();
        devicesChanged = new RoaringBitmap();
        configurationsChanged = new RoaringBitmap();
        keysChanged = false;
        valvesChanged = false;
        return changes;
    }

    /** From now until {@link #endReload} the image is not fresh, and everything that is not put in place again goes. */
    public void beginReload() {
        image.whole(false);
        image.lacksDevices(false); // what finds no place this time says so again
        reload = Optional.of(new Reload(new RoaringBitmap(), new HashSet<>(), new HashSet<>(), new HashSet<>()));
    }

    /** Ends a reload that met everything there is, and {@linkplain #publish publishes} it. Indices stay what they were. */
    public ImageChanges endReload() {
        Reload met = reload.orElseThrow(() -> new IllegalStateException("no reload is running"));
        reload = Optional.empty();
        for (int index = 0; index < devices.size(); index++) {
            if (!met.devices().contains(index)) {
                DeviceRecord content = devices.read(index).content();
                notAccepted(tenants.at(content.tenantIndex()).id(), new DeviceId(content.id()));
            }
        }
        for (TenantEntry tenant : tenants.all()) {
            staged(tenant.id()).deployments().stream()
                    .filter(deployment -> !met.rollouts().contains(deployment))
                    .forEach(deployment -> rolloutEnded(tenant.id(), deployment));
            if (!met.tenants().contains(tenant.id())) {
                tenants.row(tenant.id(), Optional.empty());
            }
        }
        image.urlTable().all().stream()
                .map(DeviceUrl::id)
                .filter(id -> !met.urls().contains(id))
                .forEach(this::urlGone);
        ImageChanges changes = publish();
        image.configurationsKnown(true);
        image.cohortsKnown(true);
        image.whole(true);
        return changes;
    }

    /** Everything up to the number is in the image, and durable where that is asked for: its waiters are told. */
    public void applied(long seq) {
        image.waiters().reached(seq);
    }

    /** A look at the feed of a primary, begun at this moment of the monotonic clock, found nothing that is not applied. */
    public void looked(long nanos) {
        image.looked(nanos);
    }
}
