package io.holdfast.fleet.seed;

import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.ServerKeys;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.wire.token.TokenKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The key with which the server under test signs device tokens: a bench beside its data directory may read it. */
public final class DeviceTokenKey {
    private DeviceTokenKey() {}

    /**
     * The key of the server that made this data directory and uses this database.
     *
     * @throws IllegalStateException when it was never started
     */
    public static TokenKey of(Path dataDirectory, OwnPostgres postgres) throws SQLException {
        KeyOpener opener = KeyOpener.with(MasterKeyFile.open(dataDirectory.resolve(MasterKeyFile.IN_DATA)));
        try (Connection connection = postgres.connect()) {
            return ServerKeys.load(connection).stream()
                    .filter(candidate -> candidate.purpose() == KeyPurpose.DEVICE_TOKEN)
                    .filter(candidate -> candidate.standing() == KeyStanding.SIGNING)
                    .findFirst()
                    .map(key -> opener.open(key).tokenKey())
                    .orElseThrow(() -> new IllegalStateException("the server made no key on its first start"));
        }
    }
}
