package io.holdfast.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a tunnel believes. */
public final class TrustedServer {
    private TrustedServer() {}

    /** This machine's authorities, or only the certificates of a PEM file. Throws {@link TunnelRefused} for a file that has none. */
    public static SSLContext by(Optional<Path> pem) {
        try {
            return pem.isEmpty() ? SSLContext.getDefault() : only(pem.get());
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new TunnelRefused("The certificate cannot be read: " + unreadable.getMessage() + ".", unreadable);
        }
    }

    private static SSLContext only(Path pem) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("c" + trusted.size(), certificate);
            }
        }
        if (trusted.size() == 0) {
            throw new TunnelRefused(pem + " holds no certificate.");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
