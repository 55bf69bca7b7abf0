package io.holdfast.gateway.command;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.json.StorableText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The statements of the delivery: each for all devices that it concerns, never one for a device that came back. */
final class CommandRows {
    /** Beyond it commands wait until others are done: 10 tenants' worth, and each tenant's oldest come first. */
    static final int WAITING_MAX = 10_000;

    private static final int ANSWER_CHARS_MAX = 1_024;

    private CommandRows() {}

    // Of all tenants: a node knows whose devices it has. In turn, so that one with many that wait for devices that are
    // away
    // holds nobody else's up.
    private static final String WAITING = """
            select tenant_id, device_id, command_id, kind,
                case when created_at > now() - interval '1 second' then cause_seq end as cause
            from (
                select tenant_id, device_id, command_id, kind, created_at, cause_seq,
                    row_number() over (partition by tenant_id order by created_at, command_id) as turn
                from device_command
                where state = 'waiting' and expires_at > now()) each
            order by turn, created_at, command_id
            limit ?
            """;

    static List<WaitingCommand> waiting(Connection connection) {
        return Query.on(connection, WAITING)
                .with(WAITING_MAX)
                .list(row -> new WaitingCommand(
                        new CommandId(Query.uuid(row, "command_id")),
                        new DeviceRef(
                                new TenantId(Query.uuid(row, "tenant_id")), new DeviceId(Query.uuid(row, "device_id"))),
                        CommandKind.ofWord(row.getString("kind")).orElseThrow(),
                        cause(row)));
    }

    private static OptionalLong cause(ResultSet row) throws SQLException {
        long seq = row.getLong("cause");
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    // Whoever makes it sent sends it. Another node's claim is waited for and then finds it sent.
    private static final String CLAIM = """
            with mine as (
                select c.tenant_id, c.command_id
                from device_command c
                join unnest(?::uuid[], ?::uuid[]) as w (tenant_id, command_id)
                    on c.tenant_id = w.tenant_id and c.command_id = w.command_id
                where c.state = 'waiting' and c.expires_at > now()
                order by c.tenant_id, c.command_id
                for update of c
            )
            update device_command c
            set state = 'sent', sent_at = now()
            from mine
            where c.tenant_id = mine.tenant_id and c.command_id = mine.command_id
            returning c.command_id
            """;

    /** Those of the commands that are this node's to send now. */
    static Set<CommandId> claim(Connection connection, List<WaitingCommand> commands) {
        return new HashSet<>(Query.on(connection, CLAIM)
                .with((Object) commands.stream()
                        .map(command -> command.device().tenant().value())
                        .toArray(UUID[]::new))
                .with((Object)
                        commands.stream().map(command -> command.id().value()).toArray(UUID[]::new))
                .list(row -> new CommandId(Query.uuid(row, "command_id"))));
    }

    // Unless another of its kind was queued meanwhile, which will do as well.
    private static final String RELEASE = """
            update device_command c
            set state = case when exists (
                    select 1 from device_command o
                    where o.tenant_id = c.tenant_id and o.device_id = c.device_id and o.kind = c.kind
                        and o.state = 'waiting') then 'cancelled' else 'waiting' end,
                sent_at = null
            where c.tenant_id = ? and c.command_id = ? and c.state = 'sent'
            """;

    /** It did not go out after all. */
    static void release(Connection connection, WaitingCommand command) {
        Query.on(connection, RELEASE)
                .with(command.device().tenant().value(), command.id().value())
                .update();
    }

    private static final String ANSWERED = """
            update device_command
            set state = 'answered', failed = ?, answer = ?, ended_at = now()
            where tenant_id = ? and command_id = ? and state = 'sent'
            """;

    static void answered(Connection connection, WaitingCommand command, boolean failed, String answer) {
        String kept = answer.length() > ANSWER_CHARS_MAX ? answer.substring(0, ANSWER_CHARS_MAX) : answer;
        Query.on(connection, ANSWERED)
                .with(failed, StorableText.mend(kept))
                .with(command.device().tenant().value(), command.id().value())
                .update();
    }
}
