package io.holdfast.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The certificate that this server signed itself; devices trust exactly this one.
 *
 * @param fingerprint SHA-256 of it, as {@code openssl x509 -fingerprint -sha256} prints it
 */
public record SelfSignedCertificate(String pem, String fingerprint) {

    /** Empty where somebody else signed it: devices then trust that authority. */
    public static Optional<SelfSignedCertificate> of(X509Certificate leaf) {
        if (!leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
            return Optional.empty();
        }
        try {
            byte[] der = leaf.getEncoded();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            String pem = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
            String fingerprint = HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
            return Optional.of(new SelfSignedCertificate(pem, fingerprint));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("a certificate that TLS uses cannot be encoded", unreadable);
        }
    }

    byte[] bytes() {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
