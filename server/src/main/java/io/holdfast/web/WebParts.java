package io.holdfast.web;

import io.holdfast.access.Sessions;
import io.holdfast.access.SetupLink;
import io.holdfast.access.SignIn;
import io.holdfast.access.UserKeys;
import io.holdfast.access.Users;
import io.holdfast.config.Configurations;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.presence.PresenceReads;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.identity.Acceptance;
import io.holdfast.identity.Devices;
import io.holdfast.identity.LastContact;
import io.holdfast.inventory.LastInventories;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobStore;
import io.holdfast.release.Releases;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.TenantId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The faces that the pages are over.
 *
 * @param tenantToken what a tenant's devices send to say whose they are; empty for the tenant whose devices send nothing
 * @param certificate the one in use now, where the server signed it itself
 * @param failoverMayLose whether a failover of the database may lose the last seconds of what was acknowledged
 * @param keys those of people's tokens; forms are signed with a key made from them
 */
public record WebParts(
        Users users,
        SignIn signIn,
        Sessions sessions,
        UserKeys keys,
        SetupLink setupLink,
        Devices devices,
        Acceptance acceptance,
        LastContact lastContact,
        PresenceReads presences,
        Commands commands,
        Configurations configurations,
        LastInventories inventories,
        Releases releases,
        ArtifactUpload upload,
        BlobStore blobs,
        Deployments deployments,
        DeploymentReads deploymentReads,
        TargetReads targetReads,
        Propagation propagation,
        DeviceUrls urls,
        UrlInvitations invitations,
        Function<TenantId, Optional<SecretText>> tenantToken,
        Supplier<Optional<SelfSignedCertificate>> certificate,
        BooleanSupplier failoverMayLose,
        Clock clock) {}
