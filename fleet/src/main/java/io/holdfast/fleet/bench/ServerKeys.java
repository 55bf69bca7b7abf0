package io.holdfast.fleet.bench;

import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.platform.secrets.SecretPlace;
import io.holdfast.wire.token.TokenKey;
import java.sql.SQLException;

/** The signing keys of the server under test: a bench on the same machine may do what the server may. */
final class ServerKeys {
    private static final String SIGNING = """
            select key_id, sealed from server_key where purpose = 'device_token' and standing = 'signing'
            """;

    private ServerKeys() {}

    /** The key that signs device tokens now. */
    static TokenKey deviceTokens(ServerUnderTest test) throws SQLException {
        MasterKey master = MasterKeyFile.open(test.launch().dataDirectory().resolve(MasterKeyFile.IN_DATA));
        try (var connection = test.postgres().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(SIGNING)) {
            if (!row.next()) {
                throw new IllegalStateException("the server made no signing key on its first start");
            }
            int keyId = row.getInt("key_id");
            SecretPlace place = new SecretPlace("device_token", String.valueOf(keyId));
            return new TokenKey(
                    keyId,
                    master.open(SealedSecret.parse(row.getBytes("sealed")), place)
                            .reveal());
        }
    }
}
