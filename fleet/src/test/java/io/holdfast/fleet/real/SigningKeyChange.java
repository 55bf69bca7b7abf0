package io.holdfast.fleet.real;

import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.secrets.SecretBytes;
import io.holdfast.platform.secrets.SecretPlace;
import io.holdfast.postgres.RunningPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A signing key that takes another's place in a server that runs, as in every cell one day: the old one goes on to verify. */
final class SigningKeyChange {
    private static final int NEW_KEY_ID = 2;
    private static final int SECRET_BYTES = 32;

    private SigningKeyChange() {}

    private static final String OLD = """
            update server_key set standing = 'verifying' where purpose = ? and standing = 'signing'
            """;

    private static final String NEW = """
            insert into server_key (purpose, key_id, sealed, standing) values (?, ?, ?, 'signing')
            """;

    private static final String PUBLISH = """
            with head as (update feed_head set seq = seq + 1 returning seq)
            insert into feed_commit (seq, kinds, tenant_ids, ids)
            select seq, array['keys'], array['00000000-0000-0000-0000-000000000000'::uuid],
                   array['00000000-0000-0000-0000-000000000000'::uuid]
              from head
            """;

    /** Changes the key of a purpose, once. Nodes have the new one a look at the feed later. */
    static void of(LiveServer server, String purpose) {
        Path data = server.dataDirectory();
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        byte[] sealed = MasterKeyFile.open(data.resolve(MasterKeyFile.IN_DATA))
                .seal(SecretBytes.of(secret), new SecretPlace("server_key." + purpose, Integer.toString(NEW_KEY_ID)))
                .bytes();
        RunningPostgres postgres = RunningPostgres.in(data.resolve("postgres")).orElseThrow();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
                PreparedStatement old = connection.prepareStatement(OLD);
                PreparedStatement fresh = connection.prepareStatement(NEW);
                Statement publish = connection.createStatement()) {
            connection.setAutoCommit(false);
            old.setString(1, purpose);
            old.executeUpdate();
            fresh.setString(1, purpose);
            fresh.setInt(2, NEW_KEY_ID);
            fresh.setBytes(3, sealed);
            fresh.executeUpdate();
            publish.executeUpdate(PUBLISH);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the key of " + purpose + " was not changed", e);
        }
    }
}
