package io.holdfast.wire.mender;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Key pairs as real devices have them, one of each kind. */
final class DeviceKeys {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private DeviceKeys() {}

    static KeyPair generate(KeyAlgorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case RSA -> rsa(3072);
            case ECDSA_P224 -> elliptic("secp224r1");
            case ECDSA_P256 -> elliptic("secp256r1");
            case ECDSA_P384 -> elliptic("secp384r1");
            case ECDSA_P521 -> elliptic("secp521r1");
            case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        };
    }

    static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    static KeyPair elliptic(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BOUNCY_CASTLE);
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static byte[] sign(KeyAlgorithm algorithm, KeyPair pair, byte[] message) throws GeneralSecurityException {
        Signature signature = switch (algorithm) {
            case RSA -> Signature.getInstance("SHA256withRSA");
            case ECDSA_P224, ECDSA_P256, ECDSA_P384, ECDSA_P521 ->
                Signature.getInstance("SHA256withECDSA", BOUNCY_CASTLE);
            case ED25519 -> Signature.getInstance("Ed25519");
        };
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }

    static String pem(PublicKey key) {
        return pem(key.getEncoded());
    }

    static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
    }

    static byte[] der(int tag, byte[]... parts) {
        java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        byte[] bytes = content.toByteArray();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.write(tag);
        if (bytes.length < 128) {
            out.write(bytes.length);
        } else {
            byte[] length = BigInteger.valueOf(bytes.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(bytes);
        return out.toByteArray();
    }
}
