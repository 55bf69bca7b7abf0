package io.holdfast.wire.mender;

import io.holdfast.wire.json.MalformedInput;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Reads, checks and normalises a SubjectPublicKeyInfo (RFC 5280, 3279, 5480, 8410). */
final class SubjectPublicKey {
    // id-Ed25519 of RFC 8410.
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 8192;
    // A long public exponent makes one verification as dear as a signature; 65537 is what keys have.
    private static final int RSA_EXPONENT_BITS_MAX = 32;

    private static final Map<ASN1ObjectIdentifier, KeyAlgorithm> CURVES = Map.of(
            SECObjectIdentifiers.secp224r1, KeyAlgorithm.ECDSA_P224,
            SECObjectIdentifiers.secp256r1, KeyAlgorithm.ECDSA_P256,
            SECObjectIdentifiers.secp384r1, KeyAlgorithm.ECDSA_P384,
            SECObjectIdentifiers.secp521r1, KeyAlgorithm.ECDSA_P521);

    private SubjectPublicKey() {}

    static DevicePublicKey read(byte[] der) {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
            ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
            if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
                return rsa(info);
            }
            if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                return elliptic(info);
            }
            if (algorithm.equals(ED25519)) {
                return edwards(info);
            }
            throw unsupported();
        } catch (IOException | IllegalArgumentException | IllegalStateException | ArithmeticException notReadable) {
            throw DevicePublicKey.undecodable();
        } catch (GeneralSecurityException notReadable) {
            throw DevicePublicKey.undecodable();
        }
    }

    private static DevicePublicKey rsa(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
        ASN1Sequence pair = ASN1Sequence.getInstance(info.parsePublicKey());
        if (pair.size() != 2) {
            throw DevicePublicKey.undecodable();
        }
        BigInteger modulus = ASN1Integer.getInstance(pair.getObjectAt(0)).getValue();
        BigInteger exponent = ASN1Integer.getInstance(pair.getObjectAt(1)).getValue();
        if (modulus.signum() <= 0 || modulus.bitLength() < RSA_BITS_MIN || modulus.bitLength() > RSA_BITS_MAX) {
            throw new MalformedInput(
                    "auth.key-size-unsupported",
                    "an RSA key must have " + RSA_BITS_MIN + " to " + RSA_BITS_MAX + " bits");
        }
        if (!modulus.testBit(0)
                || !exponent.testBit(0)
                || exponent.compareTo(BigInteger.valueOf(3)) < 0
                || exponent.bitLength() > RSA_EXPONENT_BITS_MAX) {
            throw new MalformedInput("auth.key-size-unsupported", "the RSA key has an unusual exponent or modulus");
        }
        AlgorithmIdentifier plain = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return normalised(
                KeyAlgorithm.RSA, "RSA", new SubjectPublicKeyInfo(plain, new RSAPublicKey(modulus, exponent)));
    }

    private static DevicePublicKey elliptic(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
        // Only named curves: explicit parameters let the sender choose the generator.
        if (!(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve)) {
            throw unsupported();
        }
        KeyAlgorithm algorithm = CURVES.get(curve);
        if (algorithm == null) {
            throw unsupported();
        }
        ECPoint point = SECNamedCurves.getByOID(curve)
                .getCurve()
                .decodePoint(info.getPublicKeyData().getOctets());
        if (point.isInfinity() || !point.isValid()) {
            throw DevicePublicKey.undecodable();
        }
        AlgorithmIdentifier named = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
        return normalised(algorithm, "EC", new SubjectPublicKeyInfo(named, point.getEncoded(false)));
    }

    private static DevicePublicKey edwards(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
        byte[] point = info.getPublicKeyData().getOctets();
        // The full check refuses points of small order, for which anybody can make signatures.
        if (point.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point, 0)) {
            throw DevicePublicKey.undecodable();
        }
        AlgorithmIdentifier plain = new AlgorithmIdentifier(ED25519);
        return normalised(KeyAlgorithm.ED25519, "Ed25519", new SubjectPublicKeyInfo(plain, point));
    }

    private static DevicePublicKey normalised(KeyAlgorithm algorithm, String family, SubjectPublicKeyInfo info)
            throws IOException, GeneralSecurityException {
        byte[] der = info.getEncoded(ASN1Encoding.DER);
        PublicKey key = KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
        return new DevicePublicKey(algorithm, der, key);
    }

    private static MalformedInput unsupported() {
        return new MalformedInput(
                "auth.key-algorithm-unsupported",
                "\"pubkey\" must be an RSA, Ed25519 or ECDSA key on P-224, P-256, P-384 or P-521");
    }
}
