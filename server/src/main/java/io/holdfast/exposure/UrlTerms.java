package io.holdfast.exposure;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person wants a device URL to be. */
public record UrlTerms(UrlTarget target, Wish mode, boolean enabled, Optional<Instant> expires) {

    /** As the URL is. */
    public static UrlTerms of(DeviceUrl url) {
        Wish wish = switch (url.mode()) {
            case UrlMode.Private ignored -> new Wish.Private();
            case UrlMode.Link ignored -> new Wish.Link();
            case UrlMode.Basic basic -> new Wish.Basic(basic.user());
            case UrlMode.Addresses some -> new Wish.Addresses(some.networks());
            case UrlMode.Open ignored -> new Wish.Open();
        };
        return new UrlTerms(url.target(), wish, url.enabled(), url.expires());
    }

    /** The same, on or off. */
    public UrlTerms switched(boolean on) {
        return new UrlTerms(target, mode, on, expires);
    }

    /** To whom it is to open. */
    public sealed interface Wish {
        record Private() implements Wish {}

        record Link() implements Wish {}

        /** The password is the server's to make. */
        record Basic(String user) implements Wish {}

        record Addresses(List<Network> networks) implements Wish {
            public Addresses {
                networks = List.copyOf(networks);
            }
        }

        record Open() implements Wish {}
    }
}
