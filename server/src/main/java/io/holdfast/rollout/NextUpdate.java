package io.holdfast.rollout;

import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to "is there an update for me?": a pure function of the fleet image and what the device says it runs, equal on
 * every node. Assignment is made when a deployment is created, never here.
 *
 * @param offer what to install now, if anything
 * @param facts what the question showed about deployments passed over: worth recording, never worth waiting for
 */
public record NextUpdate(Offer offer, List<Fact> facts) {

    private static final NextUpdate NOTHING = new NextUpdate(new Offer.Nothing(), List.of());

    /** What the device is told. */
    public sealed interface Offer {
        record Nothing() implements Offer {}

        record Install(ImageRollout rollout, ImageArtifact artifact) implements Offer {}

        /** The artifact is made for the device when it downloads it. */
        record Configure(ImageRollout rollout) implements Offer {}
    }

    /** A deployment that has nothing for this device. */
    public sealed interface Fact {
        DeploymentId deployment();

        /** The device runs the release already, and installation is not forced. */
        record AlreadyInstalled(DeploymentId deployment) implements Fact {}

        /** The release has no artifact for the device's type, or none whose dependencies it meets. */
        record NoArtifact(DeploymentId deployment) implements Fact {}
    }

    /** Which deployments may be offered to a device now, beyond its being a target. */
    @FunctionalInterface
    public interface Guard {
        boolean mayOffer(ImageRollout rollout, ImageDevice device);
    }

    /** The oldest deployment that awaits the device and has something for it. */
    public static NextUpdate of(ImageDevice device, List<ImageRollout> oldestFirst, DeviceSoftware runs, Guard guard) {
        if (!device.mayHaveUpdate()) {
            return NOTHING;
        }
        List<Fact> facts = new ArrayList<>(0);
        for (ImageRollout rollout : oldestFirst) {
            if (!rollout.awaits(device.index())) {
                continue;
            }
            if (!rollout.force() && rollout.artifactName().equals(runs.artifactName())) {
                facts.add(new Fact.AlreadyInstalled(rollout.id()));
                continue;
            }
            Optional<Offer> offer = offer(rollout, runs);
            if (offer.isEmpty()) {
                facts.add(new Fact.NoArtifact(rollout.id()));
                continue;
            }
            return new NextUpdate(guard.mayOffer(rollout, device) ? offer.get() : new Offer.Nothing(), facts);
        }
        return facts.isEmpty() ? NOTHING : new NextUpdate(new Offer.Nothing(), facts);
    }

    private static Optional<Offer> offer(ImageRollout rollout, DeviceSoftware runs) {
        return rollout.configuration().isPresent()
                ? Optional.of(new Offer.Configure(rollout))
                : fitting(rollout, runs).map(artifact -> new Offer.Install(rollout, artifact));
    }

    /** The most particular artifact for the device's type whose dependencies the device meets. */
    private static Optional<ImageArtifact> fitting(ImageRollout rollout, DeviceSoftware runs) {
        for (ImageArtifact artifact : rollout.byDeviceType().getOrDefault(runs.deviceType(), List.of())) {
            // Most depend on the type alone: then the rest of the request is not even read.
            if (artifact.depends().isEmpty() || artifact.fits(runs.provides().get())) {
                return Optional.of(artifact);
            }
        }
        return Optional.empty();
    }
}
