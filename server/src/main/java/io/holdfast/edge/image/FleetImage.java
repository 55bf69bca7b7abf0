package io.holdfast.edge.image;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The fleet as this node knows it, in memory: everything that a device request needs. Reading takes no lock and never blocks, from
 * any thread; {@link ImageWriter} is the one writer.
 *
 * <p>What is absent here is proven absent only while the image is {@link #fresh()} and {@linkplain #lacksDevices lacks} no devices.
 */
public final class FleetImage {
    /** A stale image may say yes and never no. Ten looks at the feed, so that one lost connection is not staleness. */
    public static final Duration FRESH_MAX = Duration.ofSeconds(2);

    private final DeviceTable devices;
    private final TenantDirectory tenants;
    private final ConfigurationTable configurations;
    private final UrlTable urls = new UrlTable();
    private final CohortDirectory cohorts = new CohortDirectory();
    private final AppliedWaiters waiters = new AppliedWaiters();
    private final Clock clock;
    private final long originNanos;
    private volatile TokenKeys tokenKeys = TokenKeys.NONE;
    private volatile Looked looked = new Looked(false, 0);
    private volatile boolean whole = true;
    private volatile boolean lacksDevices;
    private volatile boolean configurationsKnown = true;
    private volatile boolean cohortsKnown = true;
    private volatile List<Valve> valves = List.of();
    private volatile Duration blindBefore = Duration.ZERO;

    /** The last look at the feed that found nothing unapplied; the time is taken before the look. */
    private record Looked(boolean ever, long nanos) {}

    FleetImage(DeviceTable devices, TenantDirectory tenants, ConfigurationTable configurations, Clock clock) {
        this.devices = devices;
        this.tenants = tenants;
        this.configurations = configurations;
        this.clock = clock;
        this.originNanos = clock.monotonicNanos();
    }

    /** The device, in whatever standing. */
    public Optional<ImageDevice> device(TenantId tenant, DeviceId device) {
        Optional<TenantEntry> entry = tenants.find(tenant);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        int index = devices.find(entry.get().index(), device.value());
        return index < 0
                ? Optional.empty()
                : Optional.of(snapshot(index, entry.get().id(), device));
    }

    /** The device with this identity; never a revoked one, whose identity is free again. */
    public Optional<ImageDevice> deviceByIdentity(TenantId tenant, byte[] identitySha256) {
        Optional<TenantEntry> entry = tenants.find(tenant);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        int index = devices.find(entry.get().index(), HashPrefix.of(identitySha256));
        return index < 0 ? Optional.empty() : Optional.of(device(index));
    }

    /** The device with this index, which an {@link ImageDevice} of this process carried. */
    public ImageDevice device(int index) {
        DeviceRecord content = devices.read(index).content();
        return snapshot(index, tenants.at(content.tenantIndex()).id(), new DeviceId(content.id()));
    }

    private ImageDevice snapshot(int index, TenantId tenant, DeviceId device) {
        RecordChunk.Reading reading = devices.read(index);
        DeviceRecord content = reading.content();
        return new ImageDevice(
                index,
                tenant,
                device,
                new AuthSetId(new UUID(content.authSetHigh(), content.authSetLow())),
                content.standing(),
                content.notBeforeSeq(),
                content.inventoryHash(),
                content.hasInventory(),
                reading.mayHaveUpdate(),
                content.key(),
                reading.changedSecond());
    }

    /** The tenant, suspended or not. */
    public Optional<ImageTenant> tenant(TenantId tenant) {
        return tenants.find(tenant).flatMap(TenantEntry::row);
    }

    /** Whether the tenant is known to be suspended. */
    public boolean suspended(TenantId tenant) {
        Optional<ImageTenant> row = tenant(tenant);
        return row.isPresent() && !row.get().active();
    }

    /** All tenants there are, suspended ones among them. */
    public List<ImageTenant> knownTenants() {
        return tenants.all().stream().flatMap(entry -> entry.row().stream()).toList();
    }

    /** The tenant of devices that name none. */
    public Optional<ImageTenant> defaultTenant() {
        return tenants.defaultTenant();
    }

    /** The tenant's active deployments, oldest first. */
    public List<ImageRollout> rollouts(TenantId tenant) {
        return tenants.find(tenant).map(TenantEntry::rollouts).orElse(List.of());
    }

    /** The device URL of this name. */
    public Optional<DeviceUrl> url(Slug slug) {
        return urls.find(slug);
    }

    /** The device URL, whatever it is called now. */
    public Optional<DeviceUrl> url(UrlId id) {
        return urls.find(id);
    }

    /** Every device URL there is. */
    public List<DeviceUrl> urls() {
        return urls.all();
    }

    /** The cell's valves, those that ended lately among them. */
    public List<Valve> valves() {
        return valves;
    }

    /** The cell's signing keys. */
    public TokenKeys tokenKeys() {
        return tokenKeys;
    }

    /** Every change up to this feed number is in the image, and in the local store where there is one. */
    public long appliedSeq() {
        return waiters.applied();
    }

    /**
     * The feed number to put into a token for a device seen accepted: the image may show a change an instant before it counts as
     * applied, and a token minted then must not fall below the device's own floor.
     */
    public long mintingSeq(ImageDevice device) {
        return Math.max(appliedSeq(), device.notBeforeSeq());
    }

    /**
     * Whether the image may say no: everything committed was read on a primary within {@link #FRESH_MAX}, and no reload is under
     * way. Of whom it may not say that he does not exist, see {@link #lacksDevices}.
     */
    public boolean fresh() {
        Looked last = looked;
        return last.ever() && whole && clock.monotonicNanos() - last.nanos() <= FRESH_MAX.toNanos();
    }

    /** Whether devices found no place: then an absent device may be one of them, also while the image is fresh. */
    public boolean lacksDevices() {
        return lacksDevices;
    }

    /** How long ago the last successful look at the feed was; empty when there was none. */
    public Optional<Duration> sinceLook() {
        Looked last = looked;
        return last.ever() ? Optional.of(Duration.ofNanos(clock.monotonicNanos() - last.nanos())) : Optional.empty();
    }

    /** How long the node has not seen the feed, restarts included; moments while it is fresh. */
    public Duration blindFor() {
        Duration before = blindBefore;
        return sinceLook().orElseGet(() -> before.plusNanos(clock.monotonicNanos() - originNanos));
    }

    /** Whether the image is stale for longer than the tenant lets what was known be honoured. */
    public boolean blindTooLong(TenantId tenant) {
        return !fresh()
                && tenant(tenant)
                        .map(ImageTenant::blindLimit)
                        .orElse(BlindLimit.DEFAULT)
                        .exceededBy(blindFor());
    }

    /** Completes with true when the image reaches the number, with false after the bound. Never blocks; for the device plane. */
    public CompletionStage<Boolean> whenApplied(long seq, Duration bound) {
        return waiters.when(seq, bound);
    }

    /** Waits until the image has reached the number; false after the bound or when interrupted. For virtual threads. */
    public boolean awaitApplied(long seq, Duration bound) {
        Future<Boolean> told = waiters.when(seq, bound).toCompletableFuture();
        try {
            return told.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Notes that the device was heard now. Called for every authenticated request. */
    public void contacted(int index) {
        devices.contacted(index, Math.max(1, second()));
    }

    /** How long ago the device was heard on this node; empty when not since its start. */
    public Optional<Duration> sinceContact(ImageDevice device) {
        int at = devices.contacted(device.index());
        return at == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.max(0, second() - at)));
    }

    /** Seconds since this node last read a change of the device, or since its start. */
    public int secondsSinceChange(ImageDevice device) {
        return second() - device.changedSecond();
    }

    /** Every cohort that this node has met. */
    public CohortDirectory cohorts() {
        return cohorts;
    }

    /** The index of the cohort of the device with this index: by its inventory on record, or by what a poll said here since. */
    public int cohortOf(int index) {
        return devices.cohort(index);
    }

    /**
     * Notes what a device said just now that it is and runs; kept in memory only, until its inventory says otherwise. Nothing is
     * allocated when it says what it said before. Called for every poll.
     */
    public void runs(ImageDevice device, String deviceType, String version) {
        Cohort before = cohorts.at(devices.cohort(device.index()));
        if (!before.says(deviceType, version)) {
            devices.cohort(
                    device.index(),
                    cohorts.of(device.tenant(), deviceType, version).index());
        }
    }

    /** Visits a device's index and that of its cohort. */
    @FunctionalInterface
    public interface CohortVisitor {
        void visit(int device, int cohort);
    }

    /** Visits every accepted device, each as of some moment during the call; 20 ms for a million. */
    public void eachAccepted(CohortVisitor visitor) {
        devices.eachAccepted(visitor::visit);
    }

    /** Gives up cohorts that had no device for long; see {@link CohortDirectory#forget}. 20 ms for a million devices. */
    public void forgetUnusedCohorts() {
        cohorts.forget(devices.cohortsInUse());
    }

    /** Whether it is known what devices run: not when the stored image was a version's that did not know. */
    public boolean cohortsKnown() {
        return cohortsKnown;
    }

    /** How many device records there are, in every standing. */
    public int deviceCount() {
        return devices.size();
    }

    /** What the device with this index is configured to. */
    public ImageConfiguration configuration(int index) {
        return configurations.at(index);
    }

    /** Whether it is known what devices are configured to: not when the stored image was a version's that did not know. */
    public boolean configurationsKnown() {
        return configurationsKnown;
    }

    /**
     * Whether this text would find room as what the device is configured to. What others write meanwhile is not in it, so the bound is
     * passed by as much as is under way, and what then finds no place is answered 503.
     */
    public boolean hasRoomToConfigure(TenantId tenant, DeviceId device, String text) {
        int index = device(tenant, device).map(ImageDevice::index).orElse(-1);
        return configurations.fits(tenantIndex(tenant), index, text);
    }

    /** Whether this text would find room as what a deployment brings; as {@link #hasRoomToConfigure}. */
    public boolean hasRoomToDeploy(TenantId tenant, String text) {
        return configurations.texts().fits(tenantIndex(tenant), text, "");
    }

    private int tenantIndex(TenantId tenant) {
        return tenants.find(tenant).map(TenantEntry::index).orElse(-1);
    }

    /** Bytes of heap of records, tables, configurations and rollouts. */
    public long bytes() {
        long rollouts = tenants.all().stream()
                .flatMap(entry -> entry.rollouts().stream())
                .mapToLong(rollout -> rollout.awaited().getLongSizeInBytes())
                .sum();
        return devices.bytes() + configurations.bytes() + rollouts;
    }

    /** Whole seconds of the monotonic clock since this image was made. */
    int second() {
        return (int) ((clock.monotonicNanos() - originNanos) / 1_000_000_000L);
    }

    TenantDirectory tenants() {
        return tenants;
    }

    DeviceTable devices() {
        return devices;
    }

    ConfigurationTable configurations() {
        return configurations;
    }

    UrlTable urlTable() {
        return urls;
    }

    AppliedWaiters waiters() {
        return waiters;
    }

    void tokenKeys(TokenKeys next) {
        tokenKeys = next;
    }

    void looked(long nanos) {
        looked = new Looked(true, nanos);
    }

    void blindBefore(Duration blind) {
        blindBefore = blind;
    }

    void lacksDevices(boolean next) {
        lacksDevices = next;
    }

    void configurationsKnown(boolean next) {
        configurationsKnown = next;
    }

    void valves(List<Valve> next) {
        valves = List.copyOf(next);
    }

    void cohortsKnown(boolean next) {
        cohortsKnown = next;
    }

    void whole(boolean next) {
        whole = next;
    }
}
