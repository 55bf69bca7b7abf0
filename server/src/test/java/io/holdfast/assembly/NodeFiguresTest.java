package io.holdfast.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.operator.alarm.Alarm;
import io.holdfast.operator.alarm.Alarms;
import io.holdfast.operator.alarm.Symptoms;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFiguresTest {
    @TempDir
    Path folder;

    @Test
    void a_node_that_came_up_without_its_database_says_that_it_is_blind() {
        ManualClock clock = new ManualClock();
        FigureBoard board = new FigureBoard(clock);
        Alarms alarms = new Alarms(board, clock, Symptoms.all(), new Alarms.Listener() {
            @Override
            public void raised(Alarm alarm) {}

            @Override
            public void cleared(Alarm alarm) {}
        });
        try (LocalStore store = LocalStore.open(folder, 1 << 20, Dice.seeded(1))) {
            FleetImage image = store.load(
                            closed -> {
                                throw new IllegalStateException("no key is stored");
                            },
                            clock,
                            Dice.seeded(2))
                    .writer()
                    .image();
            NodeFigures.ofImage(board, image);
            for (int i = 0; i < 10; i++) {
                clock.advance(Duration.ofSeconds(1));
                board.sample();
                alarms.judge();
            }
            assertThat(image.sinceLook()).isEmpty();
            assertThat(alarms.present("image-blind")).isPresent();
        }
    }
}
