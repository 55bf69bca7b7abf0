package io.holdfast.gateway.command;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.CallTransaction;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands to devices, which need not be there: of each kind one waits at most for a device, so a person who asks twice asks once.
 */
public final class Commands {
    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    /** What a command waits at least: the next look at who is there must find it. */
    public static final Duration LIFE_MIN = Duration.ofMinutes(1);

    /** A device that was away for longer has other news to tell. */
    public static final Duration LIFE_MAX = Duration.ofDays(30);

    /** Unless a person says otherwise. */
    public static final Duration LIFE = Duration.ofDays(1);

    /** That wait in one tenant, roughly: every node holds all that wait in memory. */
    public static final int WAITING_MAX = 1_000;

    /** Of each device are kept. */
    public static final int KEPT_MAX = 50;

    private final FleetTransactions transactions;
    private final Runnable kick;

    /** The kick wakes this node's delivery; losing it costs a moment. */
    public Commands(FleetTransactions transactions, Runnable kick) {
        this.transactions = transactions;
        this.kick = kick;
    }

    /** What became of a wish to queue one. */
    public sealed interface QueueOutcome {
        record Queued(DeviceCommand command) implements QueueOutcome {}

        /** One of the kind waits for the device already. */
        record WaitsAlready(DeviceCommand command) implements QueueOutcome {}

        record UnknownDevice() implements QueueOutcome {}

        /** Only an accepted device can have a link. */
        record NotAccepted() implements QueueOutcome {}

        /** {@link #WAITING_MAX} wait in the tenant. */
        record TooMany() implements QueueOutcome {}
    }

    /** What became of a wish to take one back. */
    public sealed interface CancelOutcome {
        record Cancelled() implements CancelOutcome {}

        record Unknown() implements CancelOutcome {}

        /** It does not wait any more. */
        record TooLate(CommandState state) implements CancelOutcome {}
    }

    // Holds off a decommission until it can see what is written here.
    private static final String HOLD_DEVICE = """
            select standing from device where tenant_id = ? and device_id = ? for key share
            """;

    private static final String EXPIRE = """
            update device_command
            set state = 'expired', ended_at = expires_at
            where tenant_id = ? and device_id = ? and state = 'waiting' and expires_at <= now()
            """;

    private static final String TRIM = """
            delete from device_command c
            using (
                select command_id from device_command
                where tenant_id = ? and device_id = ?
                order by created_at desc, command_id
                offset ?) old
            where c.tenant_id = ? and c.command_id = old.command_id and c.state <> 'waiting'
            """;

    private static final String WAITING = """
            select count(*) as waiting from (
                select 1 from device_command where tenant_id = ? and state = 'waiting' and expires_at > now() limit ?) found
            """;

    private static final String QUEUE = """
            insert into device_command (tenant_id, command_id, device_id, kind, created_by, expires_at)
            values (?, ?, ?, ?, ?, now() + ? * interval '1 second')
            on conflict (tenant_id, device_id, kind) where state = 'waiting' do nothing
            """;

    // One that waits already waits for the later of the two deeds: what it makes the device ask for must be there.
    private static final String HURRY = """
            insert into device_command (tenant_id, command_id, device_id, kind, created_by, expires_at, cause_seq)
            values (?, ?, ?, ?, ?, now() + ? * interval '1 second', nullif(?, '')::bigint)
            on conflict (tenant_id, device_id, kind) where state = 'waiting'
            do update set cause_seq = greatest(device_command.cause_seq, excluded.cause_seq)
            """;

    private static final String NUMBER = """
            update device_command
            set cause_seq = greatest(cause_seq, ?)
            where tenant_id = ? and device_id = ? and kind = ? and state = 'waiting'
            """;

    private static final String COLUMNS = """
            select command_id, device_id, kind, failed, answer, created_at, expires_at, sent_at,
                   case when state = 'waiting' and expires_at <= now() then 'expired' else state end as state,
                   case when state = 'waiting' and expires_at <= now() then expires_at else ended_at end as ended_at
            from device_command
            """;

    private static final String WAITS = COLUMNS + """
            where tenant_id = ? and device_id = ? and kind = ? and state = 'waiting'
            """;

    /** Puts a command on record; it is sent as soon as any node has the device's link. */
    public QueueOutcome queue(Caller caller, String requestId, DeviceId device, CommandKind kind, Duration life) {
        QueueOutcome outcome = transactions
                .write(tx -> queue(tx.connection(), caller, requestId, device, kind, life))
                .value();
        if (outcome instanceof QueueOutcome.Queued) {
            CallTransaction.afterCommit(kick);
        }
        return outcome;
    }

    /**
     * Tells a device that is linked now to look for an update, as a part of another deed, which is on record. A device that is away
     * looks by itself when it is back.
     *
     * @param cause the feed's number of that deed: the device is not told before the live nodes have applied it, for a second at most;
     *     empty also where the deed is a part of the same call's transaction, whose number is not known yet
     */
    public void hurry(Caller caller, DeviceId device, OptionalLong cause) {
        try {
            boolean waits =
                    transactions.write(tx -> hurry(tx, caller, device, cause)).value();
            if (waits) {
                CallTransaction.afterCommit(kick);
            }
        } catch (DatabaseException away) {
            // The deed itself is done, and the device hears of it by itself.
            log.atDebug().addKeyValue("device", device).log("a device could not be told to look for an update");
        }
    }

    private static boolean hurry(FleetTransaction tx, Caller caller, DeviceId device, OptionalLong cause) {
        Connection connection = tx.connection();
        Object[] key = {caller.tenant().value(), device.value()};
        boolean there = Query.on(connection, HOLD_DEVICE)
                .with(key)
                .first(row -> row.getString("standing"))
                .isPresent();
        if (!there) {
            return false;
        }
        Query.on(connection, EXPIRE).with(key).update();
        Query.on(connection, TRIM).with(key).with(KEPT_MAX - 1, key[0]).update();
        if (waiting(connection, caller) >= WAITING_MAX) {
            return false;
        }
        String kind = CommandKind.CHECK_UPDATE.word();
        Query.on(connection, HURRY)
                .with(caller.tenant().value(), CommandId.random().value(), device.value(), kind)
                .with(caller.user().value(), LIFE_MIN.toSeconds())
                .with(cause.isPresent() ? Long.toString(cause.getAsLong()) : "")
                .update();
        if (cause.isEmpty() && tx.willBeNumbered()) {
            tx.whenNumbered(seq ->
                    Query.on(connection, NUMBER).with(seq).with(key).with(kind).update());
        }
        return true;
    }

    private static int waiting(Connection connection, Caller caller) {
        return Query.on(connection, WAITING)
                .with(caller.tenant().value(), WAITING_MAX)
                .first(row -> row.getInt("waiting"))
                .orElse(0);
    }

    private static boolean insert(
            Connection connection, Caller caller, CommandId id, DeviceId device, CommandKind kind, Duration life) {
        return Query.on(connection, QUEUE)
                        .with(caller.tenant().value(), id.value(), device.value(), kind.word())
                        .with(caller.user().value(), life.toSeconds())
                        .update()
                > 0;
    }

    private static QueueOutcome queue(
            Connection connection, Caller caller, String requestId, DeviceId device, CommandKind kind, Duration life) {
        Object[] key = {caller.tenant().value(), device.value()};
        Optional<String> standing = Query.on(connection, HOLD_DEVICE).with(key).first(row -> row.getString("standing"));
        if (standing.isEmpty()) {
            return new QueueOutcome.UnknownDevice();
        }
        if (!standing.get().equals("accepted")) {
            return new QueueOutcome.NotAccepted();
        }
        Query.on(connection, EXPIRE).with(key).update();
        CommandId id = CommandId.random();
        boolean queued =
                waiting(connection, caller) < WAITING_MAX && insert(connection, caller, id, device, kind, life);
        Optional<DeviceCommand> there =
                Query.on(connection, WAITS).with(key).with(kind.word()).first(Commands::read);
        if (there.isEmpty()) {
            return new QueueOutcome.TooMany();
        }
        if (!queued) {
            return new QueueOutcome.WaitsAlready(there.get());
        }
        Query.on(connection, TRIM).with(key).with(KEPT_MAX, key[0]).update();
        String detail = Json.text(Json.object().put("command", kind.word()).put("id", id.toString()));
        AuditTrail.byCaller(connection, caller, requestId, "command.queue", "device", device.toString(), detail);
        return new QueueOutcome.Queued(there.get());
    }

    private static final String OF_DEVICE = COLUMNS + """
            where tenant_id = ? and device_id = ?
            order by created_at desc, command_id limit ?
            """;

    /** The device's last commands, newest first. */
    public List<DeviceCommand> of(DeviceRef device, int max) {
        return transactions.read(connection -> Query.on(connection, OF_DEVICE)
                .with(device.tenant().value(), device.device().value(), max)
                .list(Commands::read));
    }

    private static final String ONE = COLUMNS + """
            where tenant_id = ? and command_id = ?
            """;

    public Optional<DeviceCommand> find(TenantId tenant, CommandId id) {
        return transactions.read(connection ->
                Query.on(connection, ONE).with(tenant.value(), id.value()).first(Commands::read));
    }

    private static final String CANCEL = """
            update device_command
            set state = 'cancelled', ended_at = now()
            where tenant_id = ? and command_id = ? and device_id = ? and state = 'waiting' and expires_at > now()
            """;

    /** Takes a command back that waits for the device. */
    public CancelOutcome cancel(Caller caller, String requestId, DeviceId device, CommandId id) {
        return transactions
                .write(tx -> {
                    Connection connection = tx.connection();
                    int cancelled = Query.on(connection, CANCEL)
                            .with(caller.tenant().value(), id.value(), device.value())
                            .update();
                    if (cancelled > 0) {
                        String detail = Json.text(Json.object().put("id", id.toString()));
                        AuditTrail.byCaller(
                                connection, caller, requestId, "command.cancel", "device", device.toString(), detail);
                        return new CancelOutcome.Cancelled();
                    }
                    return Query.on(connection, ONE)
                            .with(caller.tenant().value(), id.value())
                            .first(Commands::read)
                            .filter(command -> command.device().equals(device))
                            .<CancelOutcome>map(command -> new CancelOutcome.TooLate(command.state()))
                            .orElseGet(CancelOutcome.Unknown::new);
                })
                .value();
    }

    private static DeviceCommand read(ResultSet row) throws SQLException {
        UUID device = Query.uuid(row, "device_id");
        return new DeviceCommand(
                new CommandId(Query.uuid(row, "command_id")),
                new DeviceId(device),
                CommandKind.ofWord(row.getString("kind")).orElseThrow(),
                CommandState.stored(row.getString("state")),
                Query.instant(row, "created_at"),
                Query.instant(row, "expires_at"),
                Query.instantIfAny(row, "sent_at"),
                Query.instantIfAny(row, "ended_at"),
                row.getBoolean("failed"),
                row.getString("answer"));
    }
}
