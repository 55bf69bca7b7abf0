package io.holdfast.platform.tls;

import io.holdfast.platform.startup.StartRefused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A certificate and its key as read in one go and proven to belong together. Prints nothing of the key. */
public final class TlsMaterial {

    private final byte[] certificatePem;
    private final byte[] keyPem;
    private final X509Certificate leaf;

    private TlsMaterial(byte[] certificatePem, byte[] keyPem, X509Certificate leaf) {
        this.certificatePem = certificatePem;
        this.keyPem = keyPem;
        this.leaf = leaf;
    }

    /** @throws StartRefused {@code start.tls-unusable} when a file cannot be read or the two do not fit */
    public static TlsMaterial read(TlsFiles files) {
        try {
            byte[] certificatePem = Files.readAllBytes(files.certificate());
            byte[] keyPem = Files.readAllBytes(files.key());
            X509Certificate leaf = first(certificatePem);
            requireFit(leaf, key(keyPem, leaf));
            return new TlsMaterial(certificatePem, keyPem, leaf);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
            throw new StartRefused(
                    "start.tls-unusable",
                    "The certificate %s and the key %s cannot be used (%s: %s)."
                            .formatted(
                                    files.certificate(),
                                    files.key(),
                                    failed.getClass().getSimpleName(),
                                    failed.getMessage()),
                    "Give a PEM certificate chain, leaf first, and its unencrypted PEM key.",
                    failed);
        }
    }

    /** The certificate that clients are shown first. */
    public X509Certificate leaf() {
        return leaf;
    }

    PemKeyCertOptions options() {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificatePem))
                .addKeyValue(Buffer.buffer(keyPem));
    }

    boolean sameAs(TlsMaterial other) {
        return Arrays.equals(certificatePem, other.certificatePem) && Arrays.equals(keyPem, other.keyPem);
    }

    /** The subject's alternative names, addresses as text. */
    static Set<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            Stream<List<?>> each = names == null ? Stream.of() : names.stream();
            return each.map(name -> String.valueOf(name.get(1))).collect(Collectors.toUnmodifiableSet());
        } catch (GeneralSecurityException unreadable) {
            return Set.of();
        }
    }

    private static X509Certificate first(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                .findFirst()
                .map(X509Certificate.class::cast)
                .orElseThrow(() -> new IllegalArgumentException("no certificate in the file"));
    }

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    /** The common form is read by the JDK alone, because another library's classes cost every start a tenth of a second. */
    private static PrivateKey key(byte[] pem, X509Certificate leaf) throws IOException, GeneralSecurityException {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        Matcher plain = PKCS8.matcher(text);
        if (plain.matches()) {
            byte[] der = Base64.getMimeDecoder().decode(plain.group(1));
            return KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der));
        }
        return otherKey(text);
    }

    private static PrivateKey otherKey(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IllegalArgumentException("no unencrypted private key in the file");
    }

    /** A pair that does not fit would refuse every handshake, hours after somebody renewed half of it. */
    private static void requireFit(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "Ed25519", "EdDSA" -> "Ed25519";
            default -> throw new IllegalArgumentException("a key of kind " + key.getAlgorithm());
        };
        byte[] probe = "holdfast".getBytes(StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate);
        verifier.update(probe);
        if (!verifier.verify(signature)) {
            throw new IllegalArgumentException("the key is not this certificate's");
        }
    }
}
