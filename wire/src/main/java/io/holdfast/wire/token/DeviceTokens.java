package io.holdfast.wire.token;

import java.util.UUID;

/** Mints and reads device tokens: JWTs with the claims that Mender's own server puts there, in a fixed order. */
public final class DeviceTokens {
    private static final String JTI = "{\"jti\":\"";
    private static final String SUB = "\",\"sub\":\"";
    private static final String ISS_EXP = "\",\"iss\":\"Mender\",\"exp\":";
    private static final String IAT = ",\"iat\":";
    private static final String TENANT = ",\"mender.device\":true,\"mender.tenant\":\"";
    private static final String PLAN_SEQ =
            "\",\"mender.plan\":\"enterprise\",\"mender.trial\":false,\"mender.addons\":["
                    + "{\"name\":\"configure\",\"enabled\":true},{\"name\":\"troubleshoot\",\"enabled\":true},"
                    + "{\"name\":\"monitor\",\"enabled\":true}],\"holdfast.seq\":";
    private static final String END = "}";

    private static final byte[] JTI_BYTES = ClaimScanner.constant(JTI);
    private static final byte[] SUB_BYTES = ClaimScanner.constant(SUB);
    private static final byte[] ISS_EXP_BYTES = ClaimScanner.constant(ISS_EXP);
    private static final byte[] IAT_BYTES = ClaimScanner.constant(IAT);
    private static final byte[] TENANT_BYTES = ClaimScanner.constant(TENANT);
    private static final byte[] PLAN_SEQ_BYTES = ClaimScanner.constant(PLAN_SEQ);
    private static final byte[] END_BYTES = ClaimScanner.constant(END);

    private static final TokenOutcome MALFORMED = new TokenOutcome.Malformed();
    private static final TokenOutcome BAD_SIGNATURE = new TokenOutcome.BadSignature();
    private static final TokenOutcome NOT_A_DEVICE_TOKEN = new TokenOutcome.NotADeviceToken();

    private DeviceTokens() {}

    /** The token as the device will send it: ASCII, about 720 letters, no white space. */
    public static String mint(DeviceToken token, TokenKey key) {
        String payload = JTI
                + token.authSetId()
                + SUB
                + token.deviceId()
                + ISS_EXP
                + token.expiresAt()
                + IAT
                + token.issuedAt()
                + TENANT
                + token.tenantId()
                + PLAN_SEQ
                + token.mintedAtSeq()
                + END;
        return SignedToken.seal(payload, key);
    }

    /** Reads the text after {@code Bearer }. Never throws for anything a client can send. */
    public static TokenOutcome read(CharSequence token, KeyLookup keys) {
        return read(SignedToken.bytes(token), keys);
    }

    /** Reads the letters after {@code Bearer }. Never throws for anything a client can send. */
    public static TokenOutcome read(byte[] token, KeyLookup keys) {
        return switch (SignedToken.open(token, keys)) {
            case SignedToken.Opening.Opened opened -> scan(opened.payload());
            case SignedToken.Opening.Malformed malformed -> MALFORMED;
            case SignedToken.Opening.UnknownKey unknown -> new TokenOutcome.UnknownKey(unknown.keyId());
            case SignedToken.Opening.BadSignature bad -> BAD_SIGNATURE;
        };
    }

    private static TokenOutcome scan(byte[] payload) {
        ClaimScanner claims = new ClaimScanner(payload);
        claims.expect(JTI_BYTES);
        UUID authSetId = claims.uuid();
        claims.expect(SUB_BYTES);
        UUID deviceId = claims.uuid();
        claims.expect(ISS_EXP_BYTES);
        long expiresAt = claims.number();
        claims.expect(IAT_BYTES);
        long issuedAt = claims.number();
        claims.expect(TENANT_BYTES);
        UUID tenantId = claims.uuid();
        claims.expect(PLAN_SEQ_BYTES);
        long seq = claims.number();
        claims.expect(END_BYTES);
        return claims.complete()
                ? new TokenOutcome.Valid(new DeviceToken(deviceId, authSetId, tenantId, issuedAt, expiresAt, seq))
                : NOT_A_DEVICE_TOKEN;
    }
}
