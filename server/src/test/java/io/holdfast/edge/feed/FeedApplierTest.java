package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.ImageAudits;
import io.holdfast.testing.TestKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class FeedApplierTest {
    private static final Duration ENOUGH = Duration.ofSeconds(20);

    private final TestCell cell = new TestCell();
    private final AtomicBoolean away = new AtomicBoolean();
    private final FeedCounters counters = new FeedCounters();
    private final NodeIdentity identity = new NodeIdentity(UUID.randomUUID(), UUID.randomUUID(), "test");

    private record Running(FleetImage image, FeedApplier applier) implements AutoCloseable {
        @Override
        public void close() {
            applier.close();
        }
    }

    private Running start() {
        ImageWriter writer = ImageWriter.create(Clock.system(), Dice.secure());
        FeedFollower follower = new FeedFollower(
                writer,
                new ImageLoader(writer, TestKeys.OPENER, counters),
                DurableImage.none(),
                Clock.system(),
                counters,
                Optional.empty());
        FeedApplier applier = FeedApplier.start(
                this::connect,
                follower,
                identity,
                writer.image()::appliedSeq,
                Clock.system(),
                new ClockWatch(Clock.system()),
                counters);
        return new Running(writer.image(), applier);
    }

    private Connection connect() throws SQLException {
        if (away.get()) {
            throw new SQLException("the database is away", "08001");
        }
        return cell.connections().connection();
    }

    @Test
    void a_lost_nudge_costs_one_look_and_nothing_else() throws SQLException {
        try (Running node = start()) {
            DeviceId device = DeviceId.random();
            long seq = cell.write(tx -> cell.accept(tx, device, "a"));

            assertThat(node.image().awaitApplied(seq, ENOUGH)).isTrue();

            assertThat(node.image().device(cell.tenant(), device)).isPresent();
            ImageAudits.assertNoDifferences(node.image(), cell.connections(), TestKeys.OPENER);
        }
    }

    @Test
    void a_node_that_is_not_nudged_looks_five_times_in_the_second_that_is_promised() {
        assertThat(FeedApplier.LOOK_EVERY.multipliedBy(5)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void two_nodes_agree_soon_after_the_one_that_lost_its_connection_has_another() throws SQLException {
        try (Running node = start();
                TestNode other = TestNode.empty(cell).catchUp()) {
            // Given
            await(node.image()::fresh);
            ConnectionSource broken = cell.connections();
            away.set(true);
            terminate(broken);
            DeviceId device = cell.accept("meanwhile");
            cell.deploy(List.of(device));
            await(() -> !node.image().fresh());
            other.catchUp();
            assertThat(node.image().device(cell.tenant(), device)).isEmpty();

            // When
            away.set(false);

            // Then
            assertThat(node.image().awaitApplied(other.image().appliedSeq(), ENOUGH))
                    .isTrue();
            assertThat(ImageAudit.digest(node.image())).isEqualTo(ImageAudit.digest(other.image()));
            await(node.image()::fresh);
            assertThat(counters.disconnects()).isEqualTo(1);
            ImageAudits.assertNoDifferences(node.image(), broken, TestKeys.OPENER);
        }
    }

    private static void terminate(ConnectionSource source) throws SQLException {
        try (Connection connection = source.connection()) {
            List<Boolean> ended = Query.on(
                            connection,
                            "select pg_terminate_backend(pid) as ended from pg_stat_activity"
                                    + " where application_name = 'holdfast feed' and datname = current_database()")
                    .list(row -> row.getBoolean("ended"));
            assertThat(ended).containsExactly(true);
        }
    }

    @Test
    void a_live_node_has_a_lease_that_says_how_far_it_is() throws SQLException {
        try (Running node = start();
                Connection connection = cell.connections().connection()) {
            await(() -> leaseSeq(connection).isPresent());

            assertThat(leaseSeq(connection)).contains(node.image().appliedSeq());
        }
    }

    private Optional<Long> leaseSeq(Connection connection) {
        return Query.on(
                        connection,
                        "select applied_seq from node where node_id = ? and boot_id = ? and version = 'test'")
                .with(identity.nodeId(), identity.bootId())
                .first(row -> row.getLong("applied_seq"));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
