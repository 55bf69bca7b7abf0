package io.holdfast.fleet.real;

/** A signing key that takes another's place in a server that runs, as in every cell one day: the old one goes on to verify. */
final class SigningKeyChange {
    private SigningKeyChange() {}

    /** Changes the key of a purpose, as an operator does. Returns when the new one signs. */
    static void of(LiveServer server, String purpose) {
        server.administer("key", "rotate", purpose);
    }
}
