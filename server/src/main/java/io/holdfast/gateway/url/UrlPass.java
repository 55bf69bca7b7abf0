package io.holdfast.gateway.url;

import io.holdfast.exposure.UrlId;
import java.time.Instant;

/**
 * What lets somebody in to a device URL, signed by the server.
 *
 * @param epoch of the URL for which it was signed
 * @param nonce tells one from another
 */
public record UrlPass(Kind kind, UrlId url, int epoch, Instant expires, Visitor visitor, String nonce) {

    /** What it is good for. */
    public enum Kind {
        /** To be exchanged for a pass, once, within a minute: it stood in an address. */
        ENTRY('e'),
        /** To be exchanged for a pass, by whoever has it, until it ends. */
        LINK('l'),
        /** To come and go. */
        PASS('p');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }
    }
}
