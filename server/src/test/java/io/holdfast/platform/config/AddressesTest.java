package io.holdfast.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "192.0.2.7",
                "::",
                "::1",
                "2001:db8::7",
                "fe80::1%eth0",
                "::ffff:192.0.2.7",
                "localhost",
                "fleet-1.example.com",
                "a",
                "3com.example"
            })
    void addresses_and_host_names_are_taken_as_they_are(String text) {
        assertThat(Addresses.bindable(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "0.0.0.0:8443", "fleet.example.com:443", "localhost:", "[::1]:8443"})
    void an_address_with_a_port_is_refused_with_where_the_port_belongs(String text) {
        assertThatThrownBy(() -> Addresses.bindable(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' names a port too, which has a setting of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "300.1.1.1",
                "1.2.3",
                "0",
                "8443",
                "1.2.3.4.5",
                "::zz",
                ":::",
                "1:2:3",
                "[::1]",
                "a b",
                "-a",
                "a-",
                "fleet/1",
                "https://fleet.example.com",
                "fl\u00f6te",
                "a\u0000"
            })
    void anything_else_is_neither(String text) {
        assertThatThrownBy(() -> Addresses.bindable(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is neither an address nor a host name");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, localhost",
        "127.0.0.1, localhost",
        "::, localhost",
        "::1, localhost",
        "192.0.2.7, 192.0.2.7",
        "2001:db8::7, [2001:db8::7]",
        "fleet.example.com, fleet.example.com"
    })
    void a_server_is_reached_from_its_own_machine_by_the_address_it_listens_on(String bind, String host) {
        Port any = new Port(0);
        assertThat(new ListenConfig(bind, any, Optional.empty(), Optional.empty()).reachedAt())
                .isEqualTo(host);
    }
}
