package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenRefusalTest {

    @Test
    void a_port_in_use_is_named_with_the_option_that_changes_it() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ListenRefusal.probe("127.0.0.1", taken.getLocalPort(), "--https-port"))
                    .isInstanceOfSatisfying(StartRefused.class, refused -> {
                        assertThat(refused.code()).isEqualTo("start.port-in-use");
                        assertThat(refused.sentence()).contains(Integer.toString(taken.getLocalPort()));
                        assertThat(refused.nextStep()).contains("--https-port");
                    });
        }
    }

    @Test
    void an_address_of_another_machine_is_refused() {
        assertThatThrownBy(() -> ListenRefusal.probe("192.0.2.1", 0, "--https-port"))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("start.address-unusable"));
    }

    @Test
    void a_low_port_without_the_right_is_refused_with_the_way_out() {
        StartRefused refused = ListenRefusal.of(new IOException("Permission denied"), "0.0.0.0", 443, "--https-port");
        assertThat(refused.code()).isEqualTo("start.port-forbidden");
    }

    @Test
    void a_free_port_passes() {
        ListenRefusal.probe("127.0.0.1", 0, "--https-port");
    }

    @Test
    void a_process_has_an_age() {
        assertThat(ProcessAge.now()).isPositive();
    }
}
