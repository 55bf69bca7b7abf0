package io.holdfast.edge.image;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlId;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The image as it is stored: by index. For the local store; safe from any thread, each record from one moment. */
public final class ImageContents {
    /** Records of one chunk; the last may have fewer. */
    public static final int CHUNK_RECORDS = RecordChunk.RECORDS;

    /** 64-bit words of one record. */
    public static final int RECORD_WORDS = RecordChunk.WORDS;

    private final FleetImage image;

    public ImageContents(FleetImage image) {
        this.image = image;
    }

    public int records() {
        return image.deviceCount();
    }

    /** Copies one chunk of the first {@code records} records; the count copied. */
    public int copyChunk(int chunk, int records, long[] target) {
        return image.devices().copyChunk(chunk, records, target);
    }

    public DeviceRecord record(int index) {
        return image.devices().read(index).content();
    }

    /** The active deployments that await the device. */
    public List<DeploymentId> awaitedBy(int index) {
        return image.tenants().at(record(index).tenantIndex()).rollouts().stream()
                .filter(rollout -> rollout.awaits(index))
                .map(ImageRollout::id)
                .toList();
    }

    /** Every tenant that ever had an index, by index. */
    public List<TenantId> tenants() {
        return image.tenants().all().stream().map(TenantEntry::id).toList();
    }

    public Optional<ImageTenant> tenant(TenantId tenant) {
        return image.tenant(tenant);
    }

    /** All active rollouts of all tenants, each as it is now. */
    public List<ImageRollout> rollouts() {
        return image.tenants().all().stream()
                .flatMap(tenant -> tenant.rollouts().stream())
                .toList();
    }

    /** Whether there are devices that found no place in it. */
    public boolean lacksDevices() {
        return image.lacksDevices();
    }

    /** What the device with the index is configured to. */
    public ImageConfiguration configuration(int index) {
        return image.configuration(index);
    }

    /** Visits the index of every device of whose configuration anything is known. */
    public void configured(IntConsumer visitor) {
        image.configurations().each(visitor);
    }

    /** The device URL, if it is still there. */
    public Optional<DeviceUrl> url(UrlId id) {
        return image.url(id);
    }

    public List<DeviceUrl> urls() {
        return image.urls();
    }

    /** Cohorts that were given an index since this was asked last. For the one store. */
    public List<Cohort> takeNewCohorts() {
        return image.cohorts().takeChanged().stream()
                .mapToObj(image.cohorts()::at)
                .toList();
    }

    /** Every cohort that has an index, in the order of the indices. */
    public List<Cohort> cohorts() {
        return java.util.stream.IntStream.range(0, image.cohorts().size())
                .mapToObj(image.cohorts()::at)
                .toList();
    }

    public List<Valve> valves() {
        return image.valves();
    }

    public List<SealedServerKey> keys() {
        return image.tokenKeys().sealed();
    }
}
