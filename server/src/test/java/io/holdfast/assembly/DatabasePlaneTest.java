package io.holdfast.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabasePlaneTest {
    @TempDir
    Path data;

    private DatabasePlane plane() {
        return DatabasePlane.to(
                ServerConfig.of(
                        EffectiveConfig.load(Map.of(Settings.DATA, data.toString()), Map.of(), Optional.empty())),
                step -> {});
    }

    @Test
    void before_it_is_started_the_database_is_away_and_nothing_is_touched() {
        DatabasePlane plane = plane();
        assertThatThrownBy(() -> plane.control().connection()).isInstanceOf(SQLTransientConnectionException.class);
        assertThat(plane.await(Duration.ofMillis(1))).isFalse();
        assertThat(data).isEmptyDirectory();
        plane.close();
    }

    @Test
    void one_that_was_never_started_closes_and_one_that_is_closed_does_not_start() {
        DatabasePlane plane = plane();
        plane.close();
        plane.start();
        plane.close();
        assertThat(plane.isReached()).isFalse();
        assertThat(data).isEmptyDirectory();
    }
}
