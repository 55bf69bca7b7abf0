package io.holdfast.edge.valve;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.edge.valve.NodeValveStore.Wish;
import io.holdfast.edge.valve.ValveBoard.Scope;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveEffect;
import io.holdfast.valve.ValveId;
import io.holdfast.valve.ValveMatch;
import io.holdfast.valve.VersionPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValveBoardTest {
    private static final Duration NO_WAIT = Duration.ZERO;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(5));
    private final FleetImage image = writer.image();
    private final TenantId tenant = TenantId.random();
    private final TestCellValves cell = new TestCellValves();
    private LocalStore store;
    private NodeValves node;
    private ValveBoard board;

    /** What the database would be. */
    private final class TestCellValves implements ValveCell {
        final List<Valve> valves = new ArrayList<>();
        boolean away;
        Runnable meanwhile = () -> {};

        @Override
        public Outcome set(Valve valve) {
            meanwhile.run();
            if (!away) {
                valves.add(valve);
            }
            return away ? Outcome.AWAY : Outcome.DONE;
        }

        @Override
        public Outcome clear(ValveId id, String who) {
            if (!away) {
                valves.removeIf(valve -> valve.id().equals(id));
            }
            return away ? Outcome.AWAY : Outcome.DONE;
        }

        void reachesTheImage() {
            writer.valves(valves);
            var unused = writer.publish();
        }
    }

    @BeforeEach
    void open() {
        store = LocalStore.openWithoutJournal(folder, Dice.secure());
        node = new NodeValves(store.nodeValves(), image, clock);
        board = new ValveBoard(image, node, clock, Dice.seeded(6));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ImageDevice device(TenantId whose, String type, String version) {
        DeviceId id = DeviceId.random();
        HashPrefix hash = new HashPrefix(id.value().getMostSignificantBits(), 1);
        writer.device(new DeviceRow(
                whose,
                id,
                AuthSetId.random(),
                hash,
                hash,
                ImageStanding.ACCEPTED,
                0,
                OptionalLong.empty(),
                ImageConfiguration.NONE,
                new RunningSoftware(type, version)));
        var unused = writer.publish();
        return image.device(whose, id).orElseThrow();
    }

    private Valve valve(ValveEffect effect, String type, String version, Optional<DeviceId> device) {
        return new Valve(
                ValveId.random(),
                new ValveMatch(
                        Optional.of(tenant),
                        type.isEmpty() ? Optional.empty() : Optional.of(type),
                        version.isEmpty() ? Optional.empty() : Optional.of(VersionPattern.parse(version)),
                        device),
                effect,
                "test",
                "ada",
                clock.now(),
                clock.now().plus(Valve.LASTS));
    }

    private void inCell(Valve... valves) {
        writer.valves(List.of(valves));
        var unused = writer.publish();
        board.look();
    }

    private String answer(ImageDevice device) {
        return switch (board.judge(device, DeviceWork.POLL)) {
            case Admittance.Admitted admitted -> "in";
            case Admittance.Refused refused -> refused.code();
        };
    }

    @Test
    void without_valves_everybody_is_let_in() {
        board.look();
        assertThat(answer(device(tenant, "pump", "1"))).isEqualTo("in");
        assertThat(board.denies()).isFalse();
    }

    @Test
    void a_denied_version_is_put_off_for_spread_minutes_and_its_link_ends_and_no_others() {
        ImageDevice bad = device(tenant, "pump", "2.7");
        ImageDevice good = device(tenant, "pump", "3.0");
        ImageDevice foreign = device(TenantId.random(), "pump", "2.7");
        inCell(valve(new ValveEffect.Deny(), "", "2.*", Optional.empty()));

        assertThat(answer(bad)).isEqualTo("valve.denied");
        assertThat(answer(good)).isEqualTo("in");
        assertThat(answer(foreign)).isEqualTo("in");
        assertThat(board.denied(bad.index())).isPresent();
        assertThat(board.denied(good.index())).isEmpty();
        Set<Long> seconds = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            seconds.add(((Admittance.Refused) board.judge(bad, DeviceWork.CONNECT))
                    .after()
                    .toSeconds());
        }
        assertThat(seconds)
                .hasSizeGreaterThan(50)
                .allSatisfy(each -> assertThat(each).isBetween(300L, 900L));
        assertThat(board.all().getFirst().refused()).isEqualTo(201);
        assertThat(board.deniedRequests()).isEqualTo(201);
    }

    @Test
    void a_slowed_cohort_shares_its_rate_and_the_rest_is_told_to_come_back_over_the_time_that_all_take() {
        List<ImageDevice> slow =
                Stream.generate(() -> device(tenant, "pump", "2")).limit(100).toList();
        inCell(valve(new ValveEffect.Slow(10), "pump", "2", Optional.empty()));

        assertThat(slow.stream().filter(each -> answer(each).equals("in"))).hasSize(10);
        clock.advance(Duration.ofMillis(500));
        assertThat(slow.stream().filter(each -> answer(each).equals("in"))).hasSize(5);
        assertThat(((Admittance.Refused) board.judge(slow.getFirst(), DeviceWork.POLL))
                        .after()
                        .toSeconds())
                .isBetween(10L, 20L);
        assertThat(board.denied(slow.getFirst().index())).as("its link stays").isEmpty();
    }

    @Test
    void what_names_the_device_holds_over_what_names_its_version() {
        ImageDevice one = device(tenant, "pump", "2");
        ImageDevice other = device(tenant, "pump", "2");
        inCell(
                valve(new ValveEffect.Deny(), "pump", "2", Optional.empty()),
                valve(new ValveEffect.Allow(), "", "", Optional.of(one.id())));
        assertThat(answer(one)).isEqualTo("in");
        assertThat(answer(other)).isEqualTo("valve.denied");

        inCell(valve(new ValveEffect.Deny(), "", "", Optional.of(one.id())));
        assertThat(answer(one)).isEqualTo("valve.denied");
        assertThat(answer(other)).isEqualTo("in");
    }

    @Test
    void a_version_met_after_the_valve_was_set_is_judged_at_once() {
        device(tenant, "pump", "1");
        inCell(valve(new ValveEffect.Deny(), "pump", "2*", Optional.empty()));
        ImageDevice late = device(tenant, "pump", "2.1");
        assertThat(answer(late)).isEqualTo("valve.denied");

        image.runs(late, "pump", "3.0");
        assertThat(answer(late)).as("it said that it runs another").isEqualTo("in");
        image.runs(late, "pump", "2.2");
        board.look();
        assertThat(answer(late)).isEqualTo("valve.denied");
    }

    @Test
    void a_valve_ends_by_itself() {
        ImageDevice device = device(tenant, "pump", "2");
        inCell(valve(new ValveEffect.Deny(), "pump", "", Optional.empty()));
        clock.advance(Valve.LASTS);
        board.look();
        assertThat(answer(device)).isEqualTo("in");
        assertThat(board.all()).isEmpty();
    }

    @Test
    void without_the_database_a_valve_holds_on_the_node_at_once_over_a_restart_and_goes_to_the_cell_later() {
        // Given
        ImageDevice device = device(tenant, "pump", "2");
        Valve valve = valve(new ValveEffect.Deny(), "pump", "2", Optional.empty());
        cell.away = true;

        // When
        Optional<Scope> scope = new ValveDesk(node, board, cell, () -> {}).set(valve);

        // Then
        assertThat(scope).hasValue(Scope.NODE);
        assertThat(answer(device)).isEqualTo("valve.denied");

        // When: it starts again, and the database comes back
        close();
        open();
        board.look();
        assertThat(answer(device)).as("after a restart").isEqualTo("valve.denied");
        assertThat(board.all()).extracting(ValveBoard.Listed::scope).containsExactly(Scope.NODE);
        cell.away = false;
        node.write(cell, NO_WAIT);
        assertThat(cell.valves).containsExactly(valve);
        cell.reachesTheImage();
        node.write(cell, NO_WAIT);
        board.look();

        // Then
        assertThat(cell.valves).as("written once").hasSize(1);
        assertThat(board.all()).extracting(ValveBoard.Listed::scope).containsExactly(Scope.CELL);
        assertThat(store.nodeValves().wishes()).isEmpty();
        assertThat(answer(device)).isEqualTo("valve.denied");
    }

    @Test
    void without_the_database_a_cell_valve_is_cleared_on_the_node_at_once_and_in_the_cell_later() {
        // Given
        ImageDevice device = device(tenant, "pump", "2");
        ValveDesk desk = new ValveDesk(node, board, cell, () -> {});
        Valve valve = valve(new ValveEffect.Deny(), "pump", "2", Optional.empty());
        assertThat(desk.set(valve)).hasValue(Scope.CELL);
        cell.reachesTheImage();
        node.write(cell, NO_WAIT);
        cell.away = true;

        // When
        assertThat(desk.clear(valve.id(), "ada")).hasValue(Scope.NODE);

        // Then
        assertThat(answer(device)).isEqualTo("in");
        assertThat(store.nodeValves().wishes()).containsExactly(new Wish.Clear(valve.id(), "ada"));
        cell.away = false;
        node.write(cell, NO_WAIT);
        cell.reachesTheImage();
        node.write(cell, NO_WAIT);
        assertThat(cell.valves).isEmpty();
        assertThat(store.nodeValves().wishes()).isEmpty();
        assertThat(desk.clear(valve.id(), "ada")).as("there is none").isEmpty();
    }

    @Test
    void a_valve_that_is_cleared_while_it_is_written_is_cleared_in_the_cell_too() {
        // Given
        ImageDevice device = device(tenant, "pump", "2");
        Valve valve = valve(new ValveEffect.Deny(), "pump", "2", Optional.empty());
        node.wish(new Wish.Set(valve));
        cell.meanwhile = () -> node.wish(new Wish.Clear(valve.id(), "ada"));

        // When
        node.write(cell, NO_WAIT);
        cell.reachesTheImage();
        board.look();

        // Then
        assertThat(cell.valves).containsExactly(valve);
        assertThat(answer(device)).isEqualTo("in");
        node.write(cell, NO_WAIT);
        assertThat(cell.valves).isEmpty();
    }

    @Test
    void there_are_never_more_than_may_be() {
        ValveDesk desk = new ValveDesk(node, board, cell, () -> {});
        cell.away = true;
        for (int i = 0; i < Valve.VALVES_MAX; i++) {
            assertThat(desk.set(valve(new ValveEffect.Deny(), "type-" + i, "", Optional.empty())))
                    .isPresent();
        }
        assertThat(desk.set(valve(new ValveEffect.Deny(), "pump", "", Optional.empty())))
                .isEmpty();
    }

    @Test
    void a_preview_counts_whom_it_would_touch_by_cohort_and_their_links() {
        // Given
        List<ImageDevice> linked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            linked.add(device(tenant, "pump", i < 4 ? "2.1" : "2.2"));
            device(tenant, "pump", "3");
        }
        writer.revoked(tenant, linked.getFirst().id());
        var unused = writer.publish();

        // When
        ValvePreview preview = ValvePreview.of(
                image,
                visitor -> linked.forEach(each -> visitor.accept(each.index())),
                valve(new ValveEffect.Deny(), "pump", "2.*", Optional.empty()));

        // Then
        assertThat(preview.devices()).as("one is decommissioned").isEqualTo(5);
        assertThat(preview.cohorts())
                .extracting(each -> each.cohort().software().version() + " " + each.devices())
                .containsExactly("2.1 3", "2.2 2");
    }
}
