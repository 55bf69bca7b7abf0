package io.holdfast.assembly;

import io.holdfast.cli.Administration;
import io.holdfast.cli.OfflineDatabase;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.ServerKey;
import io.holdfast.keys.ServerKeys;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.TenantName;
import io.holdfast.tenancy.Tenants;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;
import java.util.function.Consumer;

/** Administers a server from its own command line, whether it runs or not: through its database. */
public final class Administrator implements Administration {
    private final OfflineDatabase database;
    private final DatabasePools pools;
    private final Tenants tenants;
    private final ServerKeys keys;

    private Administrator(OfflineDatabase database, DatabasePools pools, MasterKey master) {
        this.database = database;
        this.pools = pools;
        // A running server's own reader finds the change within 200 ms.
        FleetTransactions transactions = new FleetTransactions(new Transactions(pools.control()), () -> {});
        this.tenants = new Tenants(transactions);
        this.keys = new ServerKeys(transactions, master, Dice.secure());
    }

    /** Opens the database of the configuration. */
    public static Administration open(ServerConfig config, Consumer<String> progress) {
        OfflineDatabase database = OfflineDatabase.open(config, DatabasePlane.DATABASE, progress);
        try {
            Migrations.run(database.url());
            MasterKey master = MasterKeyFile.open(config.data().resolve(MasterKeyFile.IN_DATA));
            return new Administrator(database, DatabasePools.open(database.url(), 1), master);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public void createUser(String email, SecretText password, Optional<String> tenant) {
        throw Refusal.unprocessable("user.absent", "users are not there yet").exception();
    }

    @Override
    public String createTenant(String name) {
        ServerKey key = keys.ensure().stream()
                .filter(candidate -> candidate.purpose() == KeyPurpose.TENANT_TOKEN)
                .filter(candidate -> candidate.standing() == KeyStanding.SIGNING)
                .findFirst()
                .orElseThrow();
        return tenants.create(
                        new TenantName(name),
                        new TokenKey(key.keyId(), key.secret().reveal()))
                .token()
                .reveal();
    }

    @Override
    public void close() {
        pools.close();
        database.close();
    }
}
