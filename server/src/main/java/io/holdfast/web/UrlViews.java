package io.holdfast.web;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.exposure.ListedUrl;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.UrlMode;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.identity.Device;
import io.holdfast.platform.clock.Clock;
import io.holdfast.web.view.Chip;
import io.holdfast.web.view.UrlPage;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes what the page of a device's URLs shows. */
final class UrlViews {
    private final PageFrame frame;
    private final UrlInvitations invitations;
    private final Clock clock;

    UrlViews(PageFrame frame, UrlInvitations invitations, Clock clock) {
        this.frame = frame;
        this.invitations = invitations;
        this.clock = clock;
    }

    UrlPage page(Device device, List<ListedUrl> urls, URI server, Optional<UrlPage.Made> made) {
        return new UrlPage(
                device.id().toString(),
                DeviceTexts.name(device),
                urls.stream().map(listed -> row(listed, server)).toList(),
                urls.size() >= DeviceUrls.PER_DEVICE_MAX,
                made);
    }

    private UrlPage.Row row(ListedUrl listed, URI server) {
        DeviceUrl url = listed.url();
        return new UrlPage.Row(
                url.id().toString(),
                invitations.address(url, server),
                url.target().transport().label() + " " + url.target().port(),
                state(url),
                mode(url.mode()),
                url.enabled(),
                url.mode() instanceof UrlMode.Link,
                url.expires().map(frame::when),
                listed.hits(),
                listed.lastHit().map(frame::when));
    }

    private Chip state(DeviceUrl url) {
        if (!url.enabled()) {
            return new Chip("Off", Chip.Tone.QUIET);
        }
        return url.open(clock.now()) ? new Chip("Open", Chip.Tone.GOOD) : new Chip("Expired", Chip.Tone.QUIET);
    }

    private static String mode(UrlMode mode) {
        return switch (mode) {
            case UrlMode.Private ignored -> "people who are signed in";
            case UrlMode.Link ignored -> "whoever has a link";
            case UrlMode.Basic basic -> "whoever knows the password of " + basic.user();
            case UrlMode.Addresses some ->
                some.networks().stream().map(Network::text).collect(Collectors.joining(", "));
            case UrlMode.Open ignored -> "everybody";
        };
    }
}
