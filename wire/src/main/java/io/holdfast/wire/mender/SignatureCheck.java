package io.holdfast.wire.mender;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** The signatures that Mender clients make, one method of checking for each kind of key. */
final class SignatureCheck {
    private SignatureCheck() {}

    static boolean holds(KeyAlgorithm algorithm, PublicKey key, byte[] message, byte[] signature) {
        return switch (algorithm) {
            case RSA -> platform("SHA256withRSA", key, message, signature);
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> platform("SHA256withECDSA", key, message, signature);
            case ED25519 -> platform("Ed25519", key, message, signature);
            case ECDSA_P224 -> P224.holds((ECPublicKey) key, message, signature);
        };
    }

    private static boolean platform(String scheme, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(scheme);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException notReadable) {
            return false;
        }
    }

    /** The JDK dropped secp224r1 (JDK 16), devices did not. Loaded only when such a device appears. */
    private static final class P224 {
        private static final ECDomainParameters DOMAIN = domain();

        private static ECDomainParameters domain() {
            X9ECParameters curve = SECNamedCurves.getByOID(SECObjectIdentifiers.secp224r1);
            return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        }

        static boolean holds(ECPublicKey key, byte[] message, byte[] signature) {
            BigInteger[] pair;
            try {
                pair = StandardDSAEncoding.INSTANCE.decode(DOMAIN.getN(), signature);
            } catch (java.io.IOException | IllegalArgumentException | IllegalStateException notReadable) {
                return false;
            }
            ECDSASigner check = new ECDSASigner();
            check.init(
                    false,
                    new ECPublicKeyParameters(
                            DOMAIN.getCurve()
                                    .createPoint(
                                            key.getW().getAffineX(), key.getW().getAffineY()),
                            DOMAIN));
            return check.verifySignature(Sha256.of(message), pair[0], pair[1]);
        }
    }
}
