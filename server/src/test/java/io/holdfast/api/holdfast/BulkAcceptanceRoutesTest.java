package io.holdfast.api.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.TestControlServer;
import io.holdfast.feed.Propagation;
import io.holdfast.identity.BulkAcceptance;
import io.holdfast.identity.ControlFixture;
import io.holdfast.identity.Standing;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.testing.MigratedDatabase;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkAcceptanceRoutesTest {
    private static final String PATH = "/api/management/v1/holdfast/devices/acceptances";

    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final TestControlServer server = new TestControlServer(new BulkAcceptanceRoutes(
                    new BulkAcceptance(fixture.transactions(), fixture.quotas()),
                    new Propagation((seq, bound) -> true, fixture.transactions(), UUID.randomUUID()))
            .routes());

    BulkAcceptanceRoutesTest() {
        server.token("good", fixture.caller());
    }

    @AfterEach
    void close() {
        server.close();
        fixture.close();
    }

    @Test
    void a_call_without_a_body_lets_in_everything_that_waits_and_says_how_much() {
        fixture.device(fixture.caller(), Standing.PENDING);
        fixture.device(fixture.caller(), Standing.PENDING);

        assertThat(accept("").body()).isEqualTo("{\"accepted\":2,\"waiting\":0,\"limit_reached\":false}");
        assertThat(accept("").body()).isEqualTo("{\"accepted\":0,\"waiting\":0,\"limit_reached\":false}");
    }

    @Test
    void what_the_limit_left_outside_is_told() {
        fixture.device(fixture.caller(), Standing.PENDING);
        fixture.device(fixture.caller(), Standing.PENDING);
        fixture.limit(fixture.caller(), DeviceLimit.atMost(1));

        assertThat(accept("{\"at_most\":2}").body()).isEqualTo("{\"accepted\":1,\"waiting\":1,\"limit_reached\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"at_most\":0}    | acceptance.bulk-size",
                "{\"at_most\":5001} | acceptance.bulk-size",
                "{\"at_most\":-3}   | acceptance.bulk-size",
                "{\"most\":3}       | request.unknown-field",
            })
    void a_bad_body_is_400_and_lets_nobody_in(String body, String code) {
        fixture.device(fixture.caller(), Standing.PENDING);

        HttpResponse<String> answer = accept(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.tree(answer.body()).get("code").asString()).isEqualTo(code);
        assertThat(fixture.audited(fixture.caller())).isZero();
    }

    private HttpResponse<String> accept(String body) {
        return server.send("POST", PATH, "good", body);
    }
}
