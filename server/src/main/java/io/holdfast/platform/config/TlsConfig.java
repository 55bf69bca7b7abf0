package io.holdfast.platform.config;

import java.nio.file.Path;

/** Where the certificate of the HTTPS port comes from. */
public sealed interface TlsConfig {

    /** The server signs its own, and keeps it in the data directory. */
    record SelfSigned() implements TlsConfig {}

    /** PEM files that somebody else writes and renews. */
    record Files(Path certificate, Path key) implements TlsConfig {}
}
