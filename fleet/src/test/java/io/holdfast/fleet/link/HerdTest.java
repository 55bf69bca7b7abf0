package io.holdfast.fleet.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.fleet.proxy.Fault;
import io.holdfast.fleet.proxy.FaultProxy;
import io.holdfast.fleet.proxy.Leg;
import io.holdfast.fleet.stub.StubCertificate;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A small herd before a stub of the server's end. */
class HerdTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ReconnectPolicy AT_ONCE = new ReconnectPolicy.Uncooperative();
    private static final LinkTokens NUMBERS =
            (link, out) -> out.writeCharSequence("token-" + link, StandardCharsets.US_ASCII);

    private static HerdPlan plan(int port, int links) {
        return HerdPlan.of(Target.plain(port), links, NUMBERS).comingBack(link -> AT_ONCE);
    }

    private static void eventually(String what, BooleanSupplier condition) {
        Poll.require(what, SOON, condition);
    }

    @Test
    void every_link_connects_with_its_own_token_from_several_addresses() {
        try (StubGateway gateway = StubGateway.plain();
                Herd herd = Herd.start(plan(gateway.port(), 600))) {
            assertThat(herd.awaitRecovery(SOON)).isTrue();

            assertThat(herd.connected()).isEqualTo(600);
            assertThat(gateway.tokens()).hasSize(600).contains("Bearer token-0", "Bearer token-599");
            assertThat(gateway.addresses()).hasSize(3).allMatch(address -> address.startsWith("127."));
            assertThat(herd.counts().attempts()).isEqualTo(600).isEqualTo(gateway.upgrades());
            Recovery recovery = herd.recovery();
            assertThat(recovery.figures()).containsOnlyKeys("t1_s", "t50_s", "t99_s", "t100_s");
            assertThat(recovery.first().orElseThrow())
                    .isLessThanOrEqualTo(recovery.half().orElseThrow());
            assertThat(recovery.half().orElseThrow())
                    .isLessThanOrEqualTo(recovery.most().orElseThrow());
            assertThat(recovery.most().orElseThrow())
                    .isLessThanOrEqualTo(recovery.all().orElseThrow());
        }
    }

    @Test
    void links_open_over_tls_too() {
        try (WorkFolder folder = WorkFolder.create("herd");
                StubGateway gateway =
                        new StubGateway(StubCertificate.options(folder.path()).setPort(0))) {
            Target target =
                    Target.tls(gateway.port(), ServerCertificate.fetch(gateway.port(), folder.resolve("stub.crt")));
            try (Herd herd = Herd.start(HerdPlan.of(target, 20, NUMBERS))) {
                assertThat(herd.awaitConnected(20, SOON)).isTrue();
                // A link knows of its upgrade before the gateway has put it on its list.
                eventually("the gateway has all", () -> gateway.open() == 20);

                gateway.pingAll();
                eventually("every ping is heard", () -> herd.counts().serverPings() == 20);
            }
        }
    }

    @Test
    void links_that_are_closed_come_back_and_are_counted_by_code_once() {
        try (StubGateway gateway = StubGateway.plain();
                Herd herd = Herd.start(plan(gateway.port(), 50))) {
            assertThat(herd.awaitConnected(50, SOON)).isTrue();
            herd.mark();

            gateway.closeAll(1001, "going away");

            assertThat(herd.awaitRecovery(SOON)).isTrue();
            HerdCounts counts = herd.counts();
            assertThat(counts.closes()).containsOnlyKeys(1001).containsEntry(1001, 50L);
            assertThat(counts.lost()).isEqualTo(50);
            assertThat(counts.hints()).isZero();
            assertThat(herd.recovery().back()).isEqualTo(50);
        }
    }

    @Test
    void an_obedient_link_waits_for_its_slot_and_an_uncooperative_one_does_not() {
        ReconnectPolicy obedient = AT_ONCE.obedient();
        try (StubGateway gateway = StubGateway.plain();
                Herd herd = Herd.start(plan(gateway.port(), 20).comingBack(ReconnectPolicy.mix(AT_ONCE, obedient)))) {
            assertThat(herd.awaitConnected(20, SOON)).isTrue();
            herd.mark();

            gateway.closeAll(1013, "overloaded; come back in 600 s");

            eventually("the deaf half is back", () -> herd.recovery().back() == 10);
            assertThat(herd.counts().hints()).isEqualTo(20);
            assertThat(herd.connected()).isEqualTo(10);
            assertThat(herd.recovery().all()).isEmpty();
        }
    }

    @Test
    void refusals_are_counted_by_status_and_their_hint_is_read() {
        try (StubGateway gateway = StubGateway.plain()) {
            gateway.behave(new StubGateway.Manner.Refuse(503, "600"));
            try (Herd herd = Herd.start(plan(gateway.port(), 10).comingBack(link -> AT_ONCE.obedient()))) {
                eventually("all are refused", () -> herd.counts().refused(503) == 10);

                assertThat(herd.counts().hints()).isEqualTo(10);
                assertThat(herd.counts().attempts()).isEqualTo(10);
            }
        }
    }

    @Test
    void a_try_without_an_answer_is_given_up_in_time_and_one_that_is_dropped_at_once() {
        try (StubGateway gateway = StubGateway.plain()) {
            gateway.behave(new StubGateway.Manner.Ignore());
            try (Herd herd = Herd.start(plan(gateway.port(), 5).tryingFor(Duration.ofMillis(300)))) {
                eventually("tries time out", () -> herd.counts().timeouts() >= 5);
                gateway.behave(new StubGateway.Manner.Drop());
                eventually("tries are broken", () -> herd.counts().broken() >= 5);
                gateway.behave(new StubGateway.Manner.Take());
                assertThat(herd.awaitConnected(5, SOON)).isTrue();
            }
        }
    }

    @Test
    void a_listener_that_is_gone_is_unreachable_until_it_is_back() {
        StubGateway first = StubGateway.plain();
        int port = first.port();
        try (Herd herd = Herd.start(plan(port, 10))) {
            assertThat(herd.awaitConnected(10, SOON)).isTrue();
            herd.mark();
            first.close();
            eventually("nobody listens", () -> herd.counts().unreachable() > 0);

            try (StubGateway second = new StubGateway(
                    new io.vertx.core.http.HttpServerOptions().setPort(port).setReuseAddress(true))) {
                assertThat(herd.awaitRecovery(SOON)).isTrue();
                assertThat(second.open()).isEqualTo(10);
            }
        }
    }

    @Test
    void devices_ping_in_turns_and_hear_the_answers() {
        try (StubGateway gateway = StubGateway.plain();
                Herd herd = Herd.start(plan(gateway.port(), 30).pingingEvery(Duration.ofMillis(500)))) {
            assertThat(herd.awaitConnected(30, SOON)).isTrue();

            eventually("pings are answered", () -> herd.counts().pongs() >= 90);
            assertThat(herd.counts().pings())
                    .isGreaterThanOrEqualTo(herd.counts().pongs() - 30);
        }
    }

    @Test
    void a_device_that_hears_nothing_hangs_up() {
        try (StubGateway gateway = StubGateway.plain();
                FaultProxy wire = FaultProxy.on(Leg.DEVICE_TO_SERVER, "127.0.0.1", gateway.port());
                Herd herd = Herd.start(plan(wire.port(), 5)
                        .pingingEvery(Duration.ofMillis(200))
                        .patientFor(Duration.ofSeconds(1)))) {
            assertThat(herd.awaitConnected(5, SOON)).isTrue();
            wire.set(new Fault.BlackHole());
            eventually("they give up", () -> herd.counts().silent() == 5);

            wire.heal();

            assertThat(herd.awaitConnected(5, SOON)).isTrue();
        }
    }

    @Test
    void messages_are_heard_and_answered_and_one_that_mender_connect_would_not_read_ends_the_link() {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        LinkTalk answering = (link, message, peer) -> {
            String text = message.toString(StandardCharsets.US_ASCII);
            heard.add(link + " " + text);
            if (text.equals("hello")) {
                peer.say(Unpooled.copiedBuffer("hi from " + link, StandardCharsets.US_ASCII));
            }
        };
        try (StubGateway gateway = StubGateway.plain();
                Herd herd = Herd.start(plan(gateway.port(), 2).talking(answering))) {
            assertThat(herd.awaitConnected(2, SOON)).isTrue();

            gateway.sayToAll(Buffer.buffer("hello"));
            eventually(
                    "both talked",
                    () -> heard.containsAll(Set.of("0 hello", "1 hello", "0 heard hi from 0", "1 heard hi from 1")));
            gateway.sayToAll(Buffer.buffer(new byte[Frames.PAYLOAD_MAX]));
            eventually("the largest message is read", () -> herd.counts().messages() == 6);
            gateway.sayToAll(Buffer.buffer(new byte[Frames.PAYLOAD_MAX + 1]));
            eventually("a larger one is not", () -> herd.counts().closes().getOrDefault(1009, 0L) == 2);
        }
    }
}
