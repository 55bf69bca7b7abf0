package io.holdfast.exposure;

import java.util.List;

/** To whom a device URL opens. */
public sealed interface UrlMode {

    /** To people of the tenant who are signed in. */
    record Private() implements UrlMode {}

    /** Besides, to whoever was given a signed link, until that ends. */
    record Link() implements UrlMode {}

    /** To whoever sends this name and the password that the server made. */
    record Basic(String user, PasswordDigest password) implements UrlMode {
        /** Names are short, and a colon ends them in the header. */
        public static final int USER_CHARS_MAX = 64;
    }

    /** To these networks, and to people of the tenant from anywhere. */
    record Addresses(List<Network> networks) implements UrlMode {
        /** An office, its branches and their second lines. */
        public static final int NETWORKS_MAX = 32;

        public Addresses {
            networks = List.copyOf(networks);
        }
    }

    /** To everybody. */
    record Open() implements UrlMode {}

    /** The word under which it is stored and told. */
    default String label() {
        return switch (this) {
            case Private ignored -> "private";
            case Link ignored -> "link";
            case Basic ignored -> "basic";
            case Addresses ignored -> "ip-allow";
            case Open ignored -> "public";
        };
    }
}
