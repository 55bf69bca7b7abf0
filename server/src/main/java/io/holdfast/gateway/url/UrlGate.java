package io.holdfast.gateway.url;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlMode;
import io.holdfast.platform.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Says who may come in to a device URL, from memory: no statement, whatever the database does. Safe from any thread. */
public final class UrlGate {
    private static final String BASIC = "Basic ";
    private static final int AUTHORIZATION_CHARS_MAX = 512;

    private final FleetImage image;
    private final UrlPasses passes;
    private final Clock clock;

    public UrlGate(FleetImage image, UrlPasses passes, Clock clock) {
        this.image = image;
        this.passes = passes;
        this.clock = clock;
    }

    /**
     * Who asks, with what.
     *
     * @param pass from the cookie or the path
     * @param address where the connection comes from
     * @param foreign another site's page makes the browser ask: what the browser adds by itself proves nothing then
     */
    public record Asking(
            UrlLabel label, Optional<String> pass, Optional<String> authorization, String address, boolean foreign) {}

    /** What is said to him. */
    public sealed interface Verdict {

        /** He may. A {@link Visitor.Person}'s session must be looked at still. */
        record Admitted(DeviceUrl url, Visitor visitor) implements Verdict {}

        /** He is to say name and password. */
        record AskPassword() implements Verdict {}

        /** He has shown nothing that lets him in; whether there is such a URL is not his to know. */
        record NotKnown() implements Verdict {}

        /** He was let in once, and is not any more. */
        record Ended() implements Verdict {}
    }

    /** Judges one request. */
    public Verdict judge(Asking asking) {
        Optional<DeviceUrl> url = open(asking.label());
        Optional<UrlPass> pass =
                asking.foreign() ? Optional.empty() : asking.pass().flatMap(passes::read);
        if (url.isEmpty()) {
            // Who was given a link may know that it is over; a person may sign in and see what became of it.
            return image.url(asking.label().slug())
                    .map(closed -> endedFor(pass, closed))
                    .orElseGet(Verdict.NotKnown::new);
        }
        if (pass.isPresent()
                && good(pass.get(), UrlPass.Kind.PASS, url.get())
                && isWhereItWasGiven(pass.get().visitor(), asking)) {
            return new Verdict.Admitted(url.get(), pass.get().visitor());
        }
        return switch (url.get().mode()) {
            case UrlMode.Open ignored -> admitted(url.get(), asking);
            case UrlMode.Addresses ignored ->
                !asking.foreign() && serves(url.get(), new Visitor.Stranger(asking.address()))
                        ? admitted(url.get(), asking)
                        : new Verdict.NotKnown();
            case UrlMode.Basic basic -> basic(url.get(), basic, asking);
            case UrlMode.Private ignored -> new Verdict.NotKnown();
            case UrlMode.Link ignored -> endedFor(pass, url.get());
        };
    }

    private static boolean isWhereItWasGiven(Visitor visitor, Asking asking) {
        return !(visitor instanceof Visitor.Stranger stranger)
                || stranger.address().equals(asking.address());
    }

    /** Only whose link led here hears that it is over: with any other he could ask which names there are. */
    private static Verdict endedFor(Optional<UrlPass> pass, DeviceUrl url) {
        return pass.filter(it -> it.visitor() instanceof Visitor.Bearer
                                && it.url().equals(url.id()))
                        .isPresent()
                ? new Verdict.Ended()
                : new Verdict.NotKnown();
    }

    private static Verdict admitted(DeviceUrl url, Asking asking) {
        return new Verdict.Admitted(url, new Visitor.Stranger(asking.address()));
    }

    private static Verdict basic(DeviceUrl url, UrlMode.Basic basic, Asking asking) {
        boolean right = !asking.foreign()
                && asking.authorization()
                        .filter(header -> header.length() <= AUTHORIZATION_CHARS_MAX
                                && header.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                        .filter(header ->
                                matches(basic, header.substring(BASIC.length()).strip()))
                        .isPresent();
        return right ? new Verdict.Admitted(url, new Visitor.Named(basic.user())) : new Verdict.AskPassword();
    }

    private static boolean matches(UrlMode.Basic basic, String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon > 0
                    && basic.password().matches(text.substring(colon + 1))
                    && text.substring(0, colon).equals(basic.user());
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /**
     * The URL that a pass to be exchanged leads to; empty when it leads nowhere any more.
     *
     * @param kind {@link UrlPass.Kind#ENTRY} or {@link UrlPass.Kind#LINK}
     */
    public Optional<DeviceUrl> exchange(UrlLabel label, UrlPass pass, UrlPass.Kind kind) {
        return open(label).filter(url -> good(pass, kind, url));
    }

    /** Whether somebody who is in may stay: the same URL is as open to him as it was. */
    public boolean stands(DeviceUrl was, Visitor visitor) {
        Optional<DeviceUrl> now = image.url(was.id()).filter(this::open).filter(it -> it.equals(was));
        return now.isPresent() && serves(now.get(), visitor);
    }

    private static boolean serves(DeviceUrl url, Visitor visitor) {
        return switch (visitor) {
            case Visitor.Person ignored -> true;
            case Visitor.Bearer ignored -> url.mode() instanceof UrlMode.Link;
            case Visitor.Named named ->
                url.mode() instanceof UrlMode.Basic basic && basic.user().equals(named.user());
            case Visitor.Stranger stranger ->
                url.mode() instanceof UrlMode.Open
                        || url.mode() instanceof UrlMode.Addresses some
                                && some.networks().stream().anyMatch(it -> it.contains(stranger.address()));
        };
    }

    private boolean good(UrlPass pass, UrlPass.Kind kind, DeviceUrl url) {
        return pass.kind() == kind
                && pass.url().equals(url.id())
                && pass.epoch() == url.epoch()
                && clock.now().isBefore(pass.expires())
                && serves(url, pass.visitor());
    }

    private Optional<DeviceUrl> open(UrlLabel label) {
        return image.url(label.slug())
                .filter(url -> url.target().port() == label.port())
                .filter(this::open);
    }

    private boolean open(DeviceUrl url) {
        return url.open(clock.now())
                && !image.suspended(url.tenant())
                && image.device(url.tenant(), url.device())
                        .filter(device -> device.standing() == ImageStanding.ACCEPTED)
                        .isPresent();
    }
}
