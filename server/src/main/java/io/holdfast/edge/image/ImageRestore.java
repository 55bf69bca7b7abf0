package io.holdfast.edge.image;

import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Set;

/**
 * Puts a stored image back, index by index, before anybody reads it: tenants, chunks, {@link #index}, rollouts through the
 * writer, and then the changes since the snapshot. What does not fit together is an {@link IllegalArgumentException}.
 */
public final class ImageRestore {
    private final ImageWriter writer;
    private final DeviceTable devices;
    private final TenantDirectory tenants;
    private final CohortDirectory cohorts;

    /** Into the empty image of this writer. */
    public ImageRestore(ImageWriter writer) {
        this.writer = writer;
        this.devices = writer.image().devices();
        this.tenants = writer.image().tenants();
        this.cohorts = writer.image().cohorts();
    }

    /** The cohorts in the order of their indices, before the chunks. Without them devices are of those who said nothing. */
    public void cohorts(List<Cohort> inOrder) {
        inOrder.forEach(cohorts::restore);
    }

    /** The tenants in the order of their indices. */
    public void tenants(List<TenantId> inOrder) {
        inOrder.forEach(tenants::entry);
    }

    /** One chunk as {@link ImageContents#copyChunk} gave it; chunks come in order. */
    public void chunk(int chunk, long[] words, int records) {
        // Nothing is allocated for a record: a million of them are between a start and its first answer.
        for (int at = 0; at < records * RecordChunk.WORDS; at += RecordChunk.WORDS) {
            int tenant = RecordChunk.tenantIndex(words, at);
            check(tenant);
            int cohort = RecordChunk.cohort(words, at);
            if (!fits(cohort, tenant)) {
                RecordChunk.cohort(words, at, unsaid(tenant));
            }
            ImageStanding known = RecordChunk.standing(words, at);
        }
        devices.fillChunk(chunk, words, records);
    }

    /** A salvaged image has no cohorts, and one of an earlier version zeros. */
    private boolean fits(int cohort, int tenant) {
        return cohort < cohorts.size()
                && cohorts.at(cohort).tenant().equals(tenants.at(tenant).id());
    }

    private int unsaid(int tenant) {
        return cohorts.of(tenants.at(tenant).id(), "", "").index();
    }

    private void check(int tenantIndex) {
        if (tenantIndex < 0 || tenantIndex >= tenants.size()) {
            throw new IllegalArgumentException("a record of tenant " + tenantIndex + ", which is not stored");
        }
    }

    /** Makes the chunks' devices findable. */
    public void index() {
        devices.index();
    }

    /**
     * What the device with the index is configured to, after its record.
     */
    public void configuration(int index, ImageConfiguration configuration) {
        if (index < 0 || index >= devices.size()) {
            throw new IllegalArgumentException("a configuration of record " + index + " of " + devices.size());
        }
        writer.configuration(index, configuration);
    }

    /**
     * A record that changed since the snapshot. Indices beyond the snapshot come in order, without a gap.
     *
     * @param awaitedBy deployments that await it, of those stored before this change
     * @param stored the deployments stored before this change: a later one was stored with its targets
     */
    public void change(int index, DeviceRecord saved, Set<DeploymentId> awaitedBy, Set<DeploymentId> stored) {
        check(saved.tenantIndex());
        DeviceRecord content =
                fits(saved.cohort(), saved.tenantIndex()) ? saved : saved.inCohort(unsaid(saved.tenantIndex()));
        if (index < 0 || index > devices.size()) {
            throw new IllegalArgumentException("a change of record " + index + " of " + devices.size());
        }
        if (index == devices.size()) {
            devices.append(content, 0);
        } else {
            devices.replace(index, content, 0);
        }
        TenantId tenant = tenants.at(content.tenantIndex()).id();
        writer.awaits(tenant, new DeviceId(content.id()), awaitedBy, stored);
    }
}
