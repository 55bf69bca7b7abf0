package io.holdfast.assembly;

import io.holdfast.access.AttemptThrottle;
import io.holdfast.access.Email;
import io.holdfast.access.Password;
import io.holdfast.access.PasswordHasher;
import io.holdfast.access.SetupLinkFile;
import io.holdfast.access.SignIn;
import io.holdfast.access.Users;
import io.holdfast.cli.Administration;
import io.holdfast.cli.OfflineDatabase;
import io.holdfast.cli.TenantLimits;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyRotation;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.ServerKey;
import io.holdfast.keys.ServerKeys;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.MasterKeyFile;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageLimits;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceLimits;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.Tenant;
import io.holdfast.tenancy.TenantId;
import io.holdfast.tenancy.TenantName;
import io.holdfast.tenancy.TenantStanding;
import io.holdfast.tenancy.Tenants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Administers a server from its own command line, whether it runs or not: through its database. */
public final class Administrator implements Administration {
    private final OfflineDatabase database;
    private final DatabasePools pools;
    private final Tenants tenants;
    private final ServerKeys keys;
    private final KeyChange rotation;
    private final Users users;
    private final SetupLinkFile setupLink;
    private final DeviceLimits deviceLimits;
    private final StorageLimits storageLimits;

    private Administrator(OfflineDatabase database, DatabasePools pools, Path data, MasterKey master) {
        this.database = database;
        this.pools = pools;
        this.setupLink = SetupLinkFile.in(data);
        // A running server's own reader finds the change within 200 ms.
        FleetTransactions transactions = new FleetTransactions(new Transactions(pools.control()), () -> {});
        this.tenants = new Tenants(transactions);
        this.deviceLimits = new DeviceLimits(transactions, new DeviceQuota(DeviceLimit.unlimited()));
        this.storageLimits = new StorageLimits(transactions);
        this.keys = new ServerKeys(transactions, master, Dice.secure());
        this.rotation = new KeyChange(new KeyRotation(transactions, master, Dice.secure()), Clock.system());
        PasswordHasher hasher = new PasswordHasher(PasswordHasher.Cost.OWASP, PasswordHasher.AT_ONCE, Dice.secure());
        this.users = new Users(transactions, hasher, new AttemptThrottle(SignIn.PER_EMAIL, Clock.system()));
    }

    /** Opens the database of the configuration. */
    public static Administration open(ServerConfig config, Consumer<String> progress) {
        OfflineDatabase database = OfflineDatabase.open(config, DatabasePlane.DATABASE, progress);
        try {
            Migrations.run(database.url());
            MasterKey master = MasterKeyFile.open(config.data().resolve(MasterKeyFile.IN_DATA));
            return new Administrator(database, DatabasePools.patient(database.url()), config.data(), master);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public void createUser(String email, SecretText password, Optional<String> tenant) {
        Email address = Email.parse(email)
                .orElseThrow(
                        () -> Refusal.badRequest("user.email-malformed", "'" + email + "' is not an e-mail address")
                                .exception());
        Password good = switch (Password.chosen(password.reveal(), address)) {
            case Password.Judged.Good judged -> judged.password();
            case Password.Judged.Refused refused ->
                throw Refusal.badRequest(refused.code(), refused.sentence()).exception();
        };
        switch (users.createByOperator(tenantOf(tenant), address, good)) {
            case Users.CreateOutcome.Created ignored -> setupLink.delete();
            case Users.CreateOutcome.EmailTaken ignored ->
                throw Refusal.unprocessable("user.email-taken", "There is a user with this address already")
                        .exception();
        }
    }

    private TenantId tenantOf(Optional<String> name) {
        if (name.isEmpty()) {
            return tenants.ensureDefault().id();
        }
        return tenants.find(new TenantName(name.get()))
                .map(Tenant::id)
                .orElseThrow(() -> Refusal.notFound("tenant.unknown", "There is no tenant named " + name.get() + ".")
                        .exception());
    }

    @Override
    public String createTenant(String name) {
        ServerKey key = keys.ensure().stream()
                .filter(candidate -> candidate.purpose() == KeyPurpose.TENANT_TOKEN)
                .filter(candidate -> candidate.standing() == KeyStanding.SIGNING)
                .findFirst()
                .orElseThrow(() -> new Refusal(
                                503,
                                "tenant.no-signing-key",
                                "The key that signs tenant tokens cannot be opened with this node's master key.")
                        .exception());
        return tenants.create(new TenantName(name), key.tokenKey()).token().reveal();
    }

    @Override
    public void stand(String tenant, TenantStanding standing) {
        tenants.stand(new TenantName(tenant), standing);
    }

    @Override
    public TenantLimits limit(String tenant, Optional<DeviceLimit> devices, Optional<StorageLimit> storage) {
        TenantId id = tenantOf(Optional.of(tenant));
        devices.ifPresent(limit -> deviceLimits.set(id, limit));
        storage.ifPresent(limit -> storageLimits.set(id, limit));
        return new TenantLimits(deviceLimits.of(id), storageLimits.of(id));
    }

    @Override
    public void limitBlindness(String tenant, Duration atMost) {
        tenants.limitBlindness(new TenantName(tenant), BlindLimit.chosen(atMost));
    }

    @Override
    public void pingEvery(String tenant, int seconds) {
        tenants.pingEvery(new TenantName(tenant), PingInterval.chosen(seconds));
    }

    @Override
    public List<KeyRotation.KnownKey> keys() {
        return rotation.rotation().list();
    }

    @Override
    public int rotateKey(KeyPurpose purpose, Duration atMost, Consumer<List<UUID>> waiting) {
        List<ServerKey> there = keys.ensure();
        return rotation.rotate(purpose, atMost, waiting);
    }

    @Override
    public void retireKey(KeyPurpose purpose, int keyId) {
        rotation.retire(purpose, keyId);
    }

    @Override
    public void close() {
        pools.close();
        database.close();
    }
}
