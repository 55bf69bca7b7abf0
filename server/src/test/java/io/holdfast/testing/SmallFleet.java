package io.holdfast.testing;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.json.Json;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.BlobKey;
import io.holdfast.release.NewArtifact;
import io.holdfast.release.Releases;
import io.holdfast.tenancy.TenantId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tenant with a person who works for it, in a database of its own. */
public final class SmallFleet implements AutoCloseable {
    private final FleetDatabase database;
    private final TenantId tenant;
    private final Caller caller;
    private final FleetTransactions transactions;

    private SmallFleet(FleetDatabase database) {
        this.database = database;
        this.tenant = database.tenant();
        this.caller = new Caller(tenant, UserId.random(), SessionId.random());
        this.transactions = new FleetTransactions(new Transactions(database.database()::connect), () -> {});
    }

    public static SmallFleet fresh() {
        try {
            return new SmallFleet(FleetDatabase.fresh());
        } catch (SQLException failed) {
            throw new AssertionError("no database", failed);
        }
    }

    public FleetDatabase database() {
        return database;
    }

    public TenantId tenant() {
        return tenant;
    }

    public Caller caller() {
        return caller;
    }

    /** Somebody of another tenant in the same database. */
    public Caller stranger() {
        return new Caller(database.tenant(), UserId.random(), SessionId.random());
    }

    public FleetTransactions transactions() {
        return transactions;
    }

    /** Accepted devices. */
    public List<DeviceId> devices(int count) {
        return database.devices(tenant, count).stream().map(DeviceRef::device).toList();
    }

    /** An artifact as an upload would put it on record, without a blob. */
    public static NewArtifact artifact(String name, String... deviceTypes) {
        return new NewArtifact(
                ArtifactId.random(),
                name,
                "",
                BlobKey.random(),
                4096,
                new byte[32],
                Optional.empty(),
                NewArtifact.forTypes(deviceTypes),
                "{\"info\":{\"format\":\"mender\",\"version\":3},\"updates\":[]}");
    }

    /** An artifact that depends on more than the type of the device. */
    public static NewArtifact artifact(String name, Map<String, List<String>> depends) {
        var contents = Json.object();
        var json = contents.putObject("artifact_depends");
        depends.forEach((key, values) -> values.forEach(json.withArray(key)::add));
        return new NewArtifact(
                ArtifactId.random(),
                name,
                "",
                BlobKey.random(),
                4096,
                new byte[32],
                Optional.empty(),
                depends,
                Json.text(contents));
    }

    /** Puts an artifact on record. */
    public ArtifactId release(String name, String... deviceTypes) {
        NewArtifact artifact = artifact(name, deviceTypes);
        Releases.AddOutcome outcome = new Releases(transactions).add(caller, "request", artifact);
        if (outcome instanceof Releases.AddOutcome.Added added) {
            return added.id();
        }
        throw new AssertionError("not added: " + outcome);
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }
}
