package io.holdfast.gateway.url;

import io.holdfast.access.Caller;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.secrets.SecretText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What people are given to take to a device URL: its address, a link for somebody else, the way in for themselves. */
public final class UrlInvitations {
    /** A redirect takes milliseconds; an address in a log is worth nothing. */
    private static final Duration ENTRY = Duration.ofSeconds(60);

    private final FleetImage image;
    private final UrlAddresses addresses;
    private final UrlPasses passes;
    private final Clock clock;

    public UrlInvitations(FleetImage image, UrlAddresses addresses, UrlPasses passes, Clock clock) {
        this.image = image;
        this.addresses = addresses;
        this.passes = passes;
        this.clock = clock;
    }

    /** Where the URL is reached, given where the server is. */
    public String address(DeviceUrl url, URI server) {
        return addresses.of(url, server);
    }

    /**
     * A link for whoever has it.
     *
     * @param id by which the audit trail knows those who came with it
     */
    public record Link(String id, SecretText address, Instant expires) {}

    /** A link that is good until the time, as long as the URL is open to links. */
    public Link link(DeviceUrl url, Instant expires, URI server) {
        String id = passes.nonce();
        String pass = passes.sign(
                new UrlPass(UrlPass.Kind.LINK, url.id(), url.epoch(), expires, new Visitor.Bearer(id), passes.nonce()));
        return new Link(id, SecretText.of(addresses.of(url, server) + ".holdfast/link/" + pass), expires);
    }

    /**
     * Where somebody who is signed in goes on to, who wanted to see a URL.
     *
     * @param label {@code slug--port}
     * @param to where on it, encoded as it came
     * @return empty when there is no such URL of his tenant, or it is closed
     */
    public Optional<String> entry(Caller caller, String label, String to, URI server) {
        return UrlLabel.parse(label)
                .flatMap(parsed ->
                        image.url(parsed.slug()).filter(url -> url.target().port() == parsed.port()))
                .filter(url -> url.tenant().equals(caller.tenant()) && url.open(clock.now()))
                .map(url -> addresses.of(url, server) + ".holdfast/enter/" + passes.sign(entry(caller, url)) + "/"
                        + UrlEntrance.encoded(UrlEntrance.destination(to)));
    }

    private UrlPass entry(Caller caller, DeviceUrl url) {
        return new UrlPass(
                UrlPass.Kind.ENTRY,
                url.id(),
                url.epoch(),
                clock.now().plus(ENTRY),
                new Visitor.Person(caller.user(), caller.session()),
                passes.nonce());
    }
}
