package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node with as many connections as it may have: {@link RunningFleetServer} is started with 2,000. */
class FullHouseTest {
    private static final int CONNECTIONS = 2_000;
    private static final int POLITE = 128;

    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());

    private final Deque<Socket> crowd = new ArrayDeque<>();

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void everybodyLeaves() throws IOException {
        for (Socket one : crowd) {
            one.close();
        }
        Eventually.holds("the places are free again", () -> connections() < 100);
    }

    @Test
    void who_comes_beyond_the_last_place_is_told_so_and_when_to_come_back_and_is_let_in_when_somebody_leaves()
            throws IOException {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        assertThat(device.poll()).hasToString("204");
        fill();
        Request poll = Request.of("GET", TestDevice.NEXT_V1 + "?artifact_name=a&device_type=b")
                .bearer(device.token());

        for (URI way : List.of(server.http(), server.https())) {
            try (RawConnection late = RawConnection.to(way)) {
                // When
                Answer answer = late.send(poll);

                // Then
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("admission.no-connection-left");
                assertThat(answer.field("request_id")).isPresent();
                assertThat(Integer.parseInt(answer.header("retry-after").orElseThrow()))
                        .isBetween(5, 15);
                assertThat(late.closed()).isTrue();
            }
        }
        assertThat(device.poll()).as("who has a place keeps it").hasToString("204");

        // When
        for (int i = 0; i < 20; i++) {
            crowd.pop().close();
        }

        // Then
        Eventually.holds("there is a place", () -> {
            try (RawConnection next = RawConnection.to(server.http())) {
                return next.send(poll).status() == 204;
            }
        });
    }

    @Test
    void far_too_many_are_closed_unheard_and_the_operator_s_port_answers() throws IOException {
        fill();
        List<Socket> tooMany = new ArrayList<>();

        try {
            for (int i = 0; i < POLITE + 50; i++) {
                tooMany.add(new Socket("127.0.0.1", server.http().getPort()));
            }

            Eventually.holds(
                    "some were closed", () -> metric("holdfast_connections_refused_total{reason=\"far-too") > 0);
            assertThat(connections()).isLessThanOrEqualTo(CONNECTIONS + POLITE);
            assertThat(server.metrics()).contains("holdfast_connections_max 2000.0");
        } finally {
            for (Socket one : tooMany) {
                one.close();
            }
        }
    }

    private void fill() throws IOException {
        while (connections() < CONNECTIONS) {
            int missing = CONNECTIONS - (int) connections();
            for (int i = 0; i < missing; i++) {
                crowd.push(new Socket("127.0.0.1", server.http().getPort()));
            }
            // Some of those that were there may leave meanwhile: the next round fills their places.
            Eventually.holds("they are counted", () -> connections() >= CONNECTIONS - 5);
        }
    }

    private static double connections() {
        return metric("holdfast_connections ");
    }

    private static double metric(String start) {
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
