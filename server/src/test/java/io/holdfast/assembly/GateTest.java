package io.holdfast.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.api.ops.Health;
import io.holdfast.edge.check.Finding;
import io.holdfast.edge.check.Verdict;
import io.holdfast.platform.startup.StartRefused;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final FrontDoor.Ports PORTS = new FrontDoor.Ports(8443, Optional.empty());
    private static final Verdict PASSED = new Verdict.Passed(List.of());
    private static final Verdict FAILED = new Verdict.Failed(List.of(new Finding.Bad("image", "differs")));

    private int opened;
    private final Gate gated = new Gate(true, this::door);
    private final Gate open = new Gate(false, this::door);

    private FrontDoor.Ports door() {
        opened++;
        return PORTS;
    }

    @Test
    void an_ordinary_start_opens_at_once_and_no_verdict_matters() {
        open.begin();
        assertThat(open.await()).isEqualTo(PORTS);

        open.decided(FAILED);
        assertThat(open.ports()).isEqualTo(PORTS);
        assertThat(open.check().look()).isInstanceOf(Health.Well.class);
        assertThat(opened).isOne();
    }

    @Test
    void a_gated_start_opens_when_the_self_check_has_passed() {
        gated.begin();
        assertThat(opened).isZero();
        assertThat(gated.check().look()).isInstanceOf(Health.Unwell.class);

        gated.decided(new Verdict.Undecided("the database is away"));
        assertThat(opened).isZero();

        gated.decided(PASSED);
        assertThat(gated.await()).isEqualTo(PORTS);
        assertThat(gated.check().look()).isInstanceOf(Health.Well.class);
        assertThat(opened).isOne();
    }

    @Test
    void a_failed_verdict_keeps_a_gated_start_closed_and_says_why() {
        gated.begin();
        gated.decided(FAILED);

        assertThat(opened).isZero();
        assertThat(gated.check().look()).isInstanceOf(Health.Unwell.class);
        assertThatThrownBy(gated::await).isInstanceOfSatisfying(StartRefused.class, refused -> {
            assertThat(refused.code()).isEqualTo("start.self-check-failed");
            assertThat(refused.sentence()).contains("image: differs");
        });
    }

    @Test
    void a_port_that_cannot_be_opened_is_told_to_who_waits() {
        StartRefused inUse = new StartRefused("start.port-in-use", "Port 8443 is in use.", "Choose another.");
        Gate blocked = new Gate(true, () -> {
            throw inUse;
        });
        blocked.decided(PASSED);
        assertThatThrownBy(blocked::await).isSameAs(inUse);
    }

    @Test
    void a_server_that_stops_lets_nobody_wait_for_ever() {
        gated.close();
        assertThatThrownBy(gated::await).isInstanceOf(CancellationException.class);
    }
}
