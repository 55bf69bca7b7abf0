package io.holdfast.agent.enrol;

import io.holdfast.agent.AgentFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The device's P-256 key, made on the device and never sent. On disk two PEM blocks, for its owner alone to read. */
public final class DeviceKey {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final int FILE_BYTES_MAX = 16 << 10;

    private final PrivateKey secret;
    private final byte[] publicDer;

    private DeviceKey(PrivateKey secret, byte[] publicDer) {
        this.secret = secret;
        this.publicDer = publicDer;
    }

    /** The key in the file; made if there is none. */
    public static DeviceKey in(Path file) {
        try {
            return Files.exists(file) ? read(file) : make(file);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new AgentFailed(
                    "The device's key " + file + " cannot be used: " + unusable.getMessage() + ".", unusable);
        }
    }

    private static DeviceKey make(Path file) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        String text = pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
        return new DeviceKey(pair.getPrivate(), pair.getPublic().getEncoded());
    }

    private static DeviceKey read(Path file) throws IOException, GeneralSecurityException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("it is too long for a key");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        PrivateKey secret =
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(block("PRIVATE KEY", text)));
        return new DeviceKey(secret, block("PUBLIC KEY", text));
    }

    private static byte[] block(String kind, String text) throws IOException {
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IOException("it holds no " + kind);
        }
        String base64 = String.join(
                "", List.of(text.substring(from + begin.length(), to).strip().split("\\s+", -1)));
        return Base64.getDecoder().decode(base64);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** The public half, PEM. */
    public String publicPem() {
        return pem("PUBLIC KEY", publicDer);
    }

    /** The value of {@code X-MEN-Signature} for these exact bytes. */
    public String sign(byte[] body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(secret);
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java signs with P-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "DeviceKey[‹redacted›]";
    }
}
