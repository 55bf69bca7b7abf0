package io.holdfast.platform.tls;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed P-256 certificate that the server makes for itself, because TLS must not wait for a person. */
final class OwnCertificate {

    /** Devices trust exactly this certificate, and nobody visits them all to renew it. */
    private static final Duration VALIDITY = Duration.ofDays(3650);

    /** A device without a battery wakes up in 1970, and must still be able to call home. */
    private static final Instant NOT_BEFORE = Instant.EPOCH;

    private final Path folder;
    private final Clock clock;

    OwnCertificate(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * The certificate that is there, if it covers the public host; else a new one. One that is there is kept otherwise,
     * whatever this machine is called today, because devices hold a copy of it.
     */
    TlsFiles covering(Optional<String> publicHost) {
        TlsFiles files = new TlsFiles(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        try {
            if (!usable(files, publicHost)) {
                make(files, SubjectNames.here(publicHost));
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new StartRefused(
                    "start.tls-unusable",
                    "The server's own certificate in %s cannot be made (%s).".formatted(folder, failed.getMessage()),
                    "Check the rights and the room of that directory.",
                    failed);
        }
    }

    /** One for every host of the domain, and for nothing else: nobody holds a copy of it, so that it may be made anew. */
    TlsFiles wildcard(String domain) {
        TlsFiles files = new TlsFiles(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        String name = "*." + domain;
        try {
            if (!usable(files, Optional.of(name))) {
                make(files, new SubjectNames(Set.of(name)));
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new StartRefused(
                    "start.tls-unusable",
                    "The certificate of device URLs in %s cannot be made (%s).".formatted(folder, failed.getMessage()),
                    "Check the rights and the room of that directory.",
                    failed);
        }
    }

    private static boolean usable(TlsFiles files, Optional<String> publicHost) {
        if (!Files.exists(files.certificate())) {
            return false;
        }
        X509Certificate certificate = TlsMaterial.read(files).leaf();
        return publicHost.isEmpty() || TlsMaterial.names(certificate).contains(publicHost.get());
    }

    /** The key first: a crash between the two leaves a key without a certificate, which is made anew. */
    private void make(TlsFiles files, SubjectNames names)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Files.deleteIfExists(files.certificate());
        write(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
        write(files.certificate(), "CERTIFICATE", signed(pair, names).getEncoded(), "rw-r--r--");
    }

    private X509Certificate signed(KeyPair pair, SubjectNames names)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X500Name self = new X500Name("CN=localhost");
        var builder = new JcaX509v3CertificateBuilder(
                        self,
                        new BigInteger(127, new SecureRandom()), // positive and unique, RFC 5280 section 4.1.2.2
                        Date.from(NOT_BEFORE),
                        Date.from(clock.now().plus(VALIDITY)),
                        self,
                        pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, names.encoded())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static void write(Path file, String label, byte[] der, String mode) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.write(fresh, pem.getBytes(StandardCharsets.US_ASCII));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
