package io.holdfast.assembly;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.presence.PresenceReads;
import io.holdfast.inventory.LastInventories;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.FailoverLoss;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.tls.TlsMaterial;
import io.holdfast.tenancy.TenantId;
import io.holdfast.tenancy.TenantTokens;
import io.holdfast.web.SelfSignedCertificate;
import io.holdfast.web.WebPages;
import io.holdfast.web.WebParts;
import java.util.Optional;

/** Puts the pages over the same faces as the API. */
final class Pages {
    private Pages() {}

    static WebPages of(
            FleetTransactions transactions,
            FleetImage image,
            People people,
            Fleet fleet,
            Firmware firmware,
            PresenceReads presences,
            Commands commands,
            DeviceUrlPlane urls,
            TlsMaterial material,
            FailoverLoss failover,
            Clock clock) {
        return new WebPages(new WebParts(
                people.users(),
                people.signIn(),
                people.sessions(),
                new SigningKeys(image),
                people.setupLink(),
                fleet.devices(),
                fleet.acceptance(),
                fleet.lastContact(),
                presences,
                commands,
                fleet.configurations(),
                new LastInventories(transactions),
                firmware.releases(),
                firmware.upload(),
                firmware.blobs(),
                fleet.deployments(),
                fleet.deploymentReads(),
                fleet.targetReads(),
                fleet.propagation(),
                urls.urls(),
                urls.invitations(),
                tenant -> token(image, tenant),
                () -> SelfSignedCertificate.of(material.leaf()),
                failover::possible,
                clock));
    }

    /** Devices of the default tenant send none. */
    private static Optional<SecretText> token(FleetImage image, TenantId tenant) {
        boolean isDefault = image.defaultTenant()
                .map(ImageTenant::id)
                .filter(tenant::equals)
                .isPresent();
        return isDefault
                ? Optional.empty()
                : Optional.of(SecretText.of(
                        TenantTokens.mint(tenant, image.tokenKeys().signingTenantTokens())));
    }
}
