package io.holdfast.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.MigratedDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Presence over a real database, in a time that the test turns. Two nodes are two sets of links over the same tables. */
class PresencesTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();

    private final TestLinks fleet = new TestLinks();
    private final NodeIdentity node = new NodeIdentity(UUID.randomUUID(), UUID.randomUUID(), "test");
    private boolean away;
    private final Transactions transactions = new Transactions(() -> {
        if (away) {
            throw new SQLException("away", "08006");
        }
        return database.database().connect();
    });
    private final Presences presences =
            Presences.manual(fleet.writer.image(), fleet.links, node, transactions, fleet.clock, Dice.seeded(4));
    private final ImageDevice device = fleet.device();
    private final DeviceRef ref = new DeviceRef(fleet.tenant, device.id());

    private Presence presence() {
        return presences.connection(ref).presence();
    }

    private List<String> timeline() {
        return presences.timeline(ref, 100).reversed().stream()
                .map(event -> (event.kind().stored() + " " + event.reason()).strip())
                .toList();
    }

    /** The node's rounds go on: over the links every half second, over the database as often. */
    private void passes(Duration span) {
        for (long i = 0; i < span.toMillis() / 500; i++) {
            fleet.clock.advance(Duration.ofMillis(500));
            presences.look();
            presences.step();
        }
    }

    @Test
    void a_device_is_online_from_the_moment_of_its_link_and_offline_within_a_second_of_its_end() {
        assertThat(presence()).isEqualTo(new Presence.Offline(Optional.empty(), fleet.clock.now()));
        TestLinks.Opened link = fleet.open(device);
        assertThat(presence()).isInstanceOf(Presence.Online.class);
        passes(Duration.ofSeconds(5));

        link.channel().writeInbound(new io.netty.handler.codec.http.websocketx.CloseWebSocketFrame(1000, "bye"));
        var ended = fleet.clock.now();
        passes(Duration.ofSeconds(1));

        assertThat(presence()).isEqualTo(new Presence.Offline(Optional.of(ended), fleet.clock.now()));
        assertThat(timeline()).containsExactly("connected", "disconnected device-closed");
    }

    @Test
    void a_device_that_is_back_at_once_was_never_away() {
        TestLinks.Opened link = fleet.open(device);
        passes(Duration.ofSeconds(1));

        link.channel().writeInbound(new io.netty.handler.codec.http.websocketx.CloseWebSocketFrame(1000, "bye"));
        assertThat(presence()).isInstanceOf(Presence.Online.class);
        fleet.clock.advance(Duration.ofMillis(10));
        fleet.open(device);
        passes(Duration.ofSeconds(3));

        assertThat(presence()).isInstanceOf(Presence.Online.class);
        assertThat(timeline()).containsExactly("connected");
    }

    @Test
    void a_device_whose_client_has_a_new_token_has_three_seconds_to_come_back() {
        tornByNewToken(fleet.open(device));
        passes(Duration.ofMillis(2_500));
        assertThat(presence()).isInstanceOf(Presence.Online.class);
        TestLinks.Opened second = fleet.open(device);
        passes(Duration.ofSeconds(5));
        assertThat(presence()).isInstanceOf(Presence.Online.class);
        assertThat(timeline()).containsExactly("connected");

        tornByNewToken(second);
        passes(Duration.ofMillis(3_500));

        assertThat(presence()).isInstanceOf(Presence.Offline.class);
        assertThat(timeline()).containsExactly("connected", "disconnected device-closed");
    }

    private static void tornByNewToken(TestLinks.Opened link) {
        link.channel()
                .writeInbound(
                        new io.netty.handler.codec.http.websocketx.CloseWebSocketFrame(1000, "shutting down proxy"));
    }

    @Test
    void the_late_end_of_an_older_link_changes_nothing() {
        fleet.open(device);
        passes(Duration.ofSeconds(1));
        fleet.open(device);
        passes(Duration.ofSeconds(1));

        assertThat(presence()).isInstanceOf(Presence.Online.class);
        assertThat(row("online::text")).isEqualTo("true");
        assertThat(timeline()).doesNotContain("disconnected replaced");
    }

    @Test
    void a_device_that_polls_without_a_link_is_quiet() {
        TestLinks.Opened link = fleet.open(device);
        link.link().close(CloseCause.SILENT);
        passes(Duration.ofSeconds(2));
        assertThat(presence()).isInstanceOf(Presence.Offline.class);

        fleet.writer.image().contacted(device.index());

        assertThat(presence()).isInstanceOf(Presence.Quiet.class);
        fleet.clock.advance(Duration.ofHours(1));
        assertThat(presence()).isInstanceOf(Presence.Offline.class);
    }

    @Test
    void the_link_of_another_node_is_as_good_as_that_node_s_lease() {
        NodeIdentity other = new NodeIdentity(UUID.randomUUID(), UUID.randomUUID(), "test");
        lease(other);
        TestLinks elsewhere = new TestLinks(fleet);
        Presences theirs = Presences.manual(
                elsewhere.writer.image(), elsewhere.links, other, transactions, elsewhere.clock, Dice.seeded(5));
        elsewhere.accepted(device.id(), 0);
        elsewhere.open(
                elsewhere.writer.image().device(fleet.tenant, device.id()).orElseThrow());
        assertThat(theirs.step()).isTrue();
        assertThat(presence()).isInstanceOf(Presence.Unknown.class);

        presences.step();
        assertThat(presence()).isInstanceOf(Presence.Online.class);

        // Killed: no row is rewritten, and no lease renewed.
        passes(Duration.ofSeconds(15));
        assertThat(presence()).isInstanceOf(Presence.Offline.class);
    }

    @Test
    void while_we_are_blind_others_links_are_unknown_and_our_own_are_not() {
        NodeIdentity other = new NodeIdentity(UUID.randomUUID(), UUID.randomUUID(), "test");
        lease(other);
        ImageDevice ours = fleet.device();
        TestLinks elsewhere = new TestLinks(fleet);
        Presences theirs = Presences.manual(
                elsewhere.writer.image(), elsewhere.links, other, transactions, elsewhere.clock, Dice.seeded(5));
        elsewhere.accepted(device.id(), 0);
        elsewhere.open(
                elsewhere.writer.image().device(fleet.tenant, device.id()).orElseThrow());
        theirs.step();
        fleet.open(ours);
        presences.step();

        away = true;
        passes(Duration.ofSeconds(12));
        away = false;

        assertThat(presence()).isInstanceOf(Presence.Unknown.class);
        assertThat(presences.connection(new DeviceRef(fleet.tenant, ours.id())).presence())
                .isInstanceOf(Presence.Online.class);
    }

    @Test
    void a_node_that_starts_again_does_not_take_its_earlier_self_s_links_for_its_own() {
        fleet.open(device);
        presences.step();
        lease(new NodeIdentity(node.nodeId(), UUID.randomUUID(), "test"));
        TestLinks again = new TestLinks(fleet);
        again.accepted(device.id(), 0);
        Presences later = Presences.manual(
                again.writer.image(),
                again.links,
                new NodeIdentity(node.nodeId(), UUID.randomUUID(), "test"),
                transactions,
                again.clock,
                Dice.seeded(6));
        later.step();

        assertThat(later.connection(ref).presence()).isInstanceOf(Presence.Offline.class);
    }

    @Test
    void what_happens_while_the_database_is_away_is_written_when_it_is_back() {
        away = true;
        TestLinks.Opened link = fleet.open(device);
        passes(Duration.ofSeconds(5));
        link.channel().close();
        fleet.clock.advance(Duration.ofMinutes(10));
        away = false;
        passes(Duration.ofSeconds(1));

        assertThat(row("online::text || ' ' || reason")).isEqualTo("false lost");
        assertThat(timeline()).containsExactly("connected", "disconnected lost");
    }

    @Test
    void a_timeline_keeps_its_last_hundred_lines() {
        for (int i = 0; i < 80; i++) {
            fleet.clock.advance(Duration.ofSeconds(1));
            fleet.open(device).channel().close();
            presences.step();
        }

        assertThat(database.text(
                        "select count(*)::text from device_link_event where tenant_id = ?::uuid and device_id = ?::uuid",
                        fleet.tenant.toString(),
                        device.id().toString()))
                .isEqualTo("100");
    }

    @Test
    void a_fleet_that_comes_back_at_once_costs_a_statement_or_two_for_every_five_hundred_devices() {
        TestLinks many = new TestLinks(fleet);
        int[] statements = new int[1];
        Presences counted = Presences.manual(
                many.writer.image(),
                many.links,
                node,
                new Transactions(() -> {
                    statements[0]++;
                    return database.database().connect();
                }),
                many.clock,
                Dice.seeded(7));
        for (int i = 0; i < 1_200; i++) {
            many.open(many.device());
        }
        for (int i = 0; i < 5; i++) {
            counted.step();
        }

        assertThat(database.text(
                        "select count(*)::text from device_presence where tenant_id = ?::uuid and online",
                        many.tenant.toString()))
                .isEqualTo("1200");
        assertThat(statements[0]).isLessThanOrEqualTo(1 + 3);
    }

    @Test
    void nothing_is_kept_of_a_device_that_was_decommissioned() {
        TestLinks.Opened link = fleet.open(device);
        passes(Duration.ofSeconds(1));
        fleet.writer.revoked(fleet.tenant, device.id());
        presences.devicesChanged(fleet.writer.publish().devices());
        fleet.links.everythingChanged();
        link.channel().runPendingTasks();
        passes(Duration.ofSeconds(1));

        assertThat(row("'there'")).isEmpty();
        assertThat(timeline()).isEmpty();
        passes(Duration.ofSeconds(1));
        assertThat(row("'there'")).isEmpty();
    }

    private void lease(NodeIdentity who) {
        try {
            transactions.write(connection -> Query.on(connection, """
                            insert into node as n (node_id, boot_id, version) values (?, ?, ?)
                            on conflict (node_id) do update set boot_id = excluded.boot_id, started_at = now(),
                                                                lease_renewed_at = now()
                            """)
                    .with(who.nodeId(), who.bootId(), who.version())
                    .update());
        } catch (DatabaseException failed) {
            throw new AssertionError(failed);
        }
    }

    private String row(String what) {
        return transactions
                .read(connection -> Query.on(
                                connection,
                                "select " + what + " as it from device_presence where tenant_id = ? and device_id = ?")
                        .with(fleet.tenant.value(), device.id().value())
                        .first(row -> row.getString("it")))
                .orElse("");
    }
}
