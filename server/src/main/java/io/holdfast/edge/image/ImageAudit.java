package io.holdfast.edge.image;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import io.holdfast.wire.mender.UpdateControlMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Compares what two images answer, whatever their indices: a node's against one rebuilt from the database, or two nodes'. What
 * only a node knows, such as contacts, does not count; nor does a device that is no longer accepted, which is like an absent one.
 */
public final class ImageAudit {
    /** More differences than this say nothing more. */
    public static final int DIFFERENCES_MAX = 100;

    private final FleetImage left;
    private final FleetImage right;
    private final List<String> differences = new ArrayList<>();

    private ImageAudit(FleetImage left, FleetImage right) {
        this.left = left;
        this.right = right;
    }

    /** Where the two differ, at most {@link #DIFFERENCES_MAX} lines; empty when they answer alike. */
    public static List<String> compare(FleetImage left, FleetImage right) {
        ImageAudit audit = new ImageAudit(left, right);
        audit.tenants();
        audit.devices();
        audit.differ("device URLs", urls(left), urls(right));
        audit.differ("valves", Set.copyOf(left.valves()), Set.copyOf(right.valves()));
        audit.keys();
        return List.copyOf(audit.differences);
    }

    /** The devices that differ, at most {@link #DIFFERENCES_MAX}, and a line for each; lines beyond are the cell's: tenants, keys. */
    public record Differences(List<DeviceRef> devices, List<String> lines) {}

    /** Compares tenants, keys and these devices, without deployments. */
    public static Differences compare(FleetImage left, FleetImage right, Collection<DeviceRef> devices) {
        ImageAudit audit = new ImageAudit(left, right);
        List<DeviceRef> differing = new ArrayList<>();
        for (DeviceRef device : devices) {
            int before = audit.differences.size();
            audit.alike("device " + device.device(), bare(left, device), bare(right, device));
            if (audit.differences.size() > before) {
                differing.add(device);
            }
        }
        Set<ImageTenant> ours = Set.copyOf(left.knownTenants());
        audit.differ("tenants", ours, Set.copyOf(right.knownTenants()));
        audit.keys();
        return new Differences(List.copyOf(differing), List.copyOf(audit.differences));
    }

    private static Facts bare(FleetImage image, DeviceRef device) {
        return image.device(device.tenant(), device.device())
                .map(found -> facts(image, found.index()).withoutDeployments())
                .orElse(Facts.ABSENT);
    }

    /** A number that is the same for two images that answer alike, whatever the order in which they learned it, and in any process. */
    public static long digest(FleetImage image) {
        long sum = 0;
        for (int index = 0; index < image.deviceCount(); index++) {
            if (image.device(index).standing().rebuilt()) {
                sum += facts(image, index).digest();
            }
        }
        for (TenantEntry tenant : image.tenants().all()) {
            sum += tenant.row().map(row -> Mix.mix(row.hashCode())).orElse(0L);
            for (ImageRollout rollout : tenant.rollouts()) {
                sum += Mix.mix(digest(rollout.terms()));
            }
        }
        for (DeviceUrl url : urls(image)) {
            sum += Mix.mix(url.id().hashCode() * 31L + url.slug().hashCode());
        }
        for (Valve valve : image.valves()) {
            sum += Mix.mix(valve.id().hashCode());
        }
        return sum + Mix.mix(keysOf(image).hashCode());
    }

    // A control map by its text: it has enums, whose hashCode() differs from process to process.
    private static long digest(RolloutTerms terms) {
        return Objects.hash(
                terms.tenant(),
                terms.id(),
                terms.artifactName(),
                terms.force(),
                terms.createdAt(),
                terms.byDeviceType(),
                terms.controlMap().map(UpdateControlMap::text),
                terms.failureLimit(),
                terms.held(),
                terms.configuration());
    }

    private void differ(String what, Object ours, Object theirs) {
        if (!ours.equals(theirs) && differences.size() < DIFFERENCES_MAX) {
            differences.add(what + ": " + ours + " against " + theirs);
        }
    }

    private void tenants() {
        Set<TenantId> ids = new HashSet<>();
        left.tenants().all().forEach(tenant -> ids.add(tenant.id()));
        right.tenants().all().forEach(tenant -> ids.add(tenant.id()));
        for (TenantId tenant : ids) {
            differ("tenant " + tenant, left.tenant(tenant), right.tenant(tenant));
            differ("deployments of " + tenant, terms(left, tenant), terms(right, tenant));
        }
        differ("default tenant", left.defaultTenant(), right.defaultTenant());
    }

    private static List<RolloutTerms> terms(FleetImage image, TenantId tenant) {
        return image.rollouts(tenant).stream().map(ImageRollout::terms).toList();
    }

    private void devices() {
        for (int index = 0; index < left.deviceCount() && differences.size() < DIFFERENCES_MAX; index++) {
            ImageDevice device = left.device(index);
            alike("device " + device.id(), facts(left, index), factsOf(right, device));
        }
        for (int index = 0; index < right.deviceCount() && differences.size() < DIFFERENCES_MAX; index++) {
            ImageDevice device = right.device(index);
            if (left.device(device.tenant(), device.id()).isEmpty()) {
                differ("device " + device.id(), Facts.ABSENT, facts(right, index));
            }
        }
    }

    private void alike(String what, Facts ours, Facts theirs) {
        differ(what, ours.asFarAs(theirs), theirs.asFarAs(ours));
    }

    private void keys() {
        differ("keys", keysOf(left), keysOf(right));
    }

    /** Of devices that are served; a rejected one's are closed, whether or not they are known. */
    private static Set<DeviceUrl> urls(FleetImage image) {
        return image.urls().stream()
                .filter(url -> image.device(url.tenant(), url.device())
                        .filter(device -> device.standing() == ImageStanding.ACCEPTED)
                        .isPresent())
                .collect(Collectors.toSet());
    }

    private static Set<String> keysOf(FleetImage image) {
        return image.tokenKeys().sealed().stream()
                .map(key -> key.purpose() + "/" + key.keyId() + "/" + key.signing())
                .collect(Collectors.toSet());
    }

    /** What the image would answer about a device. */
    private record Facts(
            ImageStanding standing,
            DeviceRecord content,
            boolean mayHaveUpdate,
            boolean foundByIdentity,
            ImageConfiguration configuration,
            Set<DeploymentId> awaitedBy,
            Software software) {
        static final Facts ABSENT = bare(ImageStanding.NOT_ACCEPTED, new UUID(0, 0));

        // Not hashCode(): an enum's differs from process to process.
        long digest() {
            long[] words = new long[RecordChunk.WORDS];
            RecordChunk.encode(content, mayHaveUpdate, words, 0);
            long digest = foundByIdentity ? 1 : 0;
            for (long word : words) {
                digest = Mix.mix(digest * 31 + word);
            }
            for (DeploymentId deployment : awaitedBy) {
                digest += Mix.mix(deployment.value().getMostSignificantBits()
                        ^ Mix.mix(deployment.value().getLeastSignificantBits()));
            }
            return Mix.mix(digest + 31L * configuration.hashCode());
        }

        Facts withoutDeployments() {
            return new Facts(standing, content, false, foundByIdentity, configuration, Set.of(), software);
        }

        /** Says nothing of what the device runs when the other image had no room for it. */
        Facts asFarAs(Facts other) {
            return other.software.room()
                    ? this
                    : new Facts(
                            standing,
                            content,
                            mayHaveUpdate,
                            foundByIdentity,
                            configuration,
                            awaitedBy,
                            other.software);
        }

        static Facts bare(ImageStanding standing, UUID id) {
            DeviceRecord none = DeviceRecord.bare(0, 0, id, standing, 0);
            return new Facts(standing, none, false, false, ImageConfiguration.NONE, Set.of(), Software.UNSAID);
        }
    }

    /** What a device runs; which cohorts find no room is each node's own, so it is no part of a digest. */
    private record Software(boolean room, RunningSoftware said) {
        static final Software UNSAID = new Software(true, RunningSoftware.UNSAID);
        static final Software NO_ROOM = new Software(false, RunningSoftware.UNSAID);

        static Software of(Cohort cohort) {
            return switch (cohort.kind()) {
                case ALIKE -> new Software(true, cohort.software());
                case OTHER -> NO_ROOM;
            };
        }
    }

    private static Facts factsOf(FleetImage image, ImageDevice device) {
        Optional<ImageDevice> there = image.device(device.tenant(), device.id());
        OptionalInt index = there.map(found -> OptionalInt.of(found.index())).orElse(OptionalInt.empty());
        return index.isPresent() ? facts(image, index.getAsInt()) : Facts.ABSENT;
    }

    private static Facts facts(FleetImage image, int index) {
        RecordChunk.Reading reading = image.devices().read(index);
        DeviceRecord content = reading.content();
        return switch (content.standing()) {
            case ACCEPTED, PREAUTHORIZED -> {
                TenantEntry tenant = image.tenants().at(content.tenantIndex());
                Set<DeploymentId> awaitedBy = tenant.rollouts().stream()
                        .filter(rollout -> rollout.awaits(index))
                        .map(ImageRollout::id)
                        .collect(Collectors.toSet());
                boolean found = image.devices().find(tenant.index(), content.identity()) == index
                        && image.device(tenant.id(), new DeviceId(content.id())).isPresent();
                // The indices of tenant and cohort are the node's own.
                yield new Facts(
                        content.standing(),
                        content.ofNoNode(),
                        reading.mayHaveUpdate(),
                        found,
                        image.configuration(index),
                        awaitedBy,
                        Software.of(image.cohorts().at(content.cohort())));
            }
            case REVOKED, UNREADABLE -> Facts.bare(content.standing(), content.id());
            case NOT_ACCEPTED -> Facts.ABSENT;
        };
    }
}
