package io.holdfast.wire.token;

import java.util.OptionalLong;
import java.util.UUID;

/** Mints and reads management tokens, in the form that Mender's command line and pages expect. */
public final class UserTokens {
    private static final String JTI = "{\"jti\":\"";
    private static final String SUB = "\",\"sub\":\"";
    private static final String EXP = "\",\"exp\":";
    private static final String NO_EXP = "\"";
    private static final String IAT = ",\"iat\":";
    private static final String TENANT =
            ",\"iss\":\"Mender\",\"scp\":\"mender.*\",\"mender.user\":true,\"mender.tenant\":\"";
    private static final String PLAN = "\",\"mender.plan\":\"enterprise\",\"mender.trial\":false}";

    private static final byte[] JTI_BYTES = ClaimScanner.constant(JTI);
    private static final byte[] SUB_BYTES = ClaimScanner.constant(SUB);
    private static final byte[] EXP_BYTES = ClaimScanner.constant(EXP);
    private static final byte[] NO_EXP_BYTES = ClaimScanner.constant(NO_EXP);
    private static final byte[] IAT_BYTES = ClaimScanner.constant(IAT);
    private static final byte[] TENANT_BYTES = ClaimScanner.constant(TENANT);
    private static final byte[] PLAN_BYTES = ClaimScanner.constant(PLAN);

    private UserTokens() {}

    /** The token as it is sent: ASCII, no white space. */
    public static String mint(UserToken token, TokenKey key) {
        String expiry = token.expiresAt().isPresent() ? EXP + token.expiresAt().getAsLong() : NO_EXP;
        String payload = JTI
                + token.sessionId()
                + SUB
                + token.userId()
                + expiry
                + IAT
                + token.issuedAt()
                + TENANT
                + token.tenantId()
                + PLAN;
        return SignedToken.seal(payload, key);
    }

    /** Reads the text after {@code Bearer } or of the cookie. Never throws for anything a client can send. */
    public static UserTokenOutcome read(CharSequence token, KeyLookup keys) {
        return switch (SignedToken.open(SignedToken.bytes(token), keys)) {
            case SignedToken.Opening.Opened opened -> scan(opened.payload());
            case SignedToken.Opening.Malformed malformed -> new UserTokenOutcome.Malformed();
            case SignedToken.Opening.UnknownKey unknown -> new UserTokenOutcome.UnknownKey(unknown.keyId());
            case SignedToken.Opening.BadSignature bad -> new UserTokenOutcome.BadSignature();
        };
    }

    private static UserTokenOutcome scan(byte[] payload) {
        ClaimScanner claims = new ClaimScanner(payload);
        claims.expect(JTI_BYTES);
        UUID sessionId = claims.uuid();
        claims.expect(SUB_BYTES);
        UUID userId = claims.uuid();
        OptionalLong expiresAt = OptionalLong.empty();
        if (claims.accept(EXP_BYTES)) {
            expiresAt = OptionalLong.of(claims.number());
        } else {
            claims.expect(NO_EXP_BYTES);
        }
        claims.expect(IAT_BYTES);
        long issuedAt = claims.number();
        claims.expect(TENANT_BYTES);
        UUID tenantId = claims.uuid();
        claims.expect(PLAN_BYTES);
        return claims.complete()
                ? new UserTokenOutcome.Valid(new UserToken(userId, sessionId, tenantId, issuedAt, expiresAt))
                : new UserTokenOutcome.NotAUserToken();
    }
}
