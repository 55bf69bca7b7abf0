package io.holdfast.assembly;

import io.holdfast.config.Configurations;
import io.holdfast.config.DepartedConfiguration;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.AppliedWaiter;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.command.DepartedCommands;
import io.holdfast.identity.Acceptance;
import io.holdfast.identity.BulkAcceptance;
import io.holdfast.identity.Devices;
import io.holdfast.identity.LastContact;
import io.holdfast.identity.Preauthorisation;
import io.holdfast.inventory.DepartedInventory;
import io.holdfast.inventory.Groups;
import io.holdfast.inventory.Inventories;
import io.holdfast.platform.clock.Clock;
import io.holdfast.rollout.CompletionRounds;
import io.holdfast.rollout.DepartedTargets;
import io.holdfast.rollout.DeploymentControl;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.DeviceDeployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.DeviceLimits;
import io.holdfast.tenancy.DeviceQuota;
import java.util.List;
import java.util.UUID;

/** What knows the devices and decides about them. */
record Fleet(
        Devices devices,
        Acceptance acceptance,
        BulkAcceptance bulkAcceptance,
        Preauthorisation preauthorisation,
        DeviceLimits limits,
        AppliedWaiter applied,
        Propagation propagation,
        LastContact lastContact,
        Inventories inventories,
        Deployments deployments,
        DeploymentControl deploymentControl,
        DeploymentReads deploymentReads,
        TargetReads targetReads,
        DeviceDeployments deviceDeployments,
        Configurations configurations,
        Groups groups) {

    static Fleet of(
            FleetTransactions transactions,
            DeviceQuota quota,
            CompletionRounds completion,
            FleetImage image,
            Clock clock,
            UUID node) {
        DepartedTargets targets = new DepartedTargets(completion::targetFinished);
        return new Fleet(
                new Devices(transactions),
                new Acceptance(
                        transactions,
                        quota,
                        List.of(new DepartedInventory(), new DepartedConfiguration(), new DepartedCommands(), targets)),
                new BulkAcceptance(transactions, quota),
                new Preauthorisation(transactions),
                new DeviceLimits(transactions, quota),
                image::awaitApplied,
                new Propagation(image::awaitApplied, transactions, node),
                ref -> image.device(ref.tenant(), ref.device())
                        .flatMap(image::sinceContact)
                        .map(since -> clock.now().minus(since)),
                new Inventories(transactions),
                new Deployments(transactions),
                new DeploymentControl(transactions),
                new DeploymentReads(transactions),
                new TargetReads(transactions),
                new DeviceDeployments(transactions, completion::targetFinished),
                new Configurations(transactions, image),
                new Groups(transactions));
    }
}
