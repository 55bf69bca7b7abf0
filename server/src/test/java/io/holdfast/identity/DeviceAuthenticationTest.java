package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.TokenKeys;
import io.holdfast.edge.intake.EnrolOutcome;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.TestKeys;
import io.holdfast.wire.mender.AuthRequest;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is checked where: keys that the image knows, and keys that nobody has seen. */
class DeviceAuthenticationTest {
    private static final TenantId TENANT = TenantId.random();

    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(1));
    private final ClockWatch watch = new ClockWatch(clock);
    private final VerificationLane newKeys = VerificationLane.forNewKeys(1, Clock.system());
    private final AtomicInteger enrolled = new AtomicInteger();
    private final DeviceAuthentication authentication = new DeviceAuthentication(
            writer.image(),
            enrolment -> {
                enrolled.incrementAndGet();
                return CompletableFuture.completedFuture(new EnrolOutcome.Pending());
            },
            new DeviceTokenMint(writer.image(), watch, Dice.seeded(1)),
            new RecentRefusals(clock, Dice.seeded(1)),
            LostHistory.none(),
            VerificationLane.forKnownKeys(1, Clock.system()),
            newKeys,
            new StrangerGate(clock, Dice.seeded(1)));
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void a_fresh_image() {
        writer.keys(TokenKeys.open(List.of(TestKeys.first(KeyPurpose.DEVICE_TOKEN)), TestKeys.OPENER));
        writer.tenant(new ImageTenant(TENANT, "default", true, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        writer.publish();
        writer.applied(10);
        writer.looked(clock.monotonicNanos());
    }

    @AfterEach
    void close() {
        release.countDown();
        authentication.close();
    }

    @Test
    void while_strangers_fill_their_lane_devices_with_known_keys_are_checked_and_let_in() {
        // Given
        Knock known = Knock.of("known");
        accepted(known, ImageStanding.ACCEPTED);
        int turnedAway = fillTheLaneOfStrangers();

        // When
        AuthOutcome first = ask(known);
        AuthOutcome again = ask(known);
        AuthOutcome impostor = ask(known.signedBy(Knock.of("known")));
        AuthOutcome stranger = ask(Knock.of("stranger"));

        // Then
        assertThat(first).isInstanceOf(AuthOutcome.Admitted.class);
        assertThat(again).isInstanceOf(AuthOutcome.Admitted.class);
        assertThat(impostor).isEqualTo(new AuthOutcome.Refused("auth.signature-wrong"));
        assertThat(stranger).isEqualTo(new AuthOutcome.ComeBack("auth.busy", Duration.ofSeconds(10)));
        assertThat(turnedAway).isOne();
        String token = ((AuthOutcome.Admitted) first).token();
        assertThat(new DeviceTokenCheck(writer.image(), clock, watch, LostHistory.none()).judge(token))
                .isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void a_known_device_with_another_key_and_an_awaited_one_are_strangers_to_the_lanes() {
        // Given
        Knock known = Knock.of("known");
        accepted(known, ImageStanding.ACCEPTED);
        Knock awaited = Knock.of("awaited");
        accepted(awaited, ImageStanding.PREAUTHORIZED);
        fillTheLaneOfStrangers();

        // Then
        AuthOutcome busy = new AuthOutcome.ComeBack("auth.busy", Duration.ofSeconds(10));
        assertThat(ask(Knock.of("known"))).isEqualTo(busy);
        assertThat(ask(awaited)).isEqualTo(busy);
    }

    @Test
    void with_the_database_there_a_stranger_is_checked_and_put_on_record() {
        assertThat(ask(Knock.of("stranger"))).isEqualTo(new AuthOutcome.Refused("auth.pending"));
        assertThat(enrolled).hasValue(1);
        assertThat(ask(Knock.of("stranger").signedBy(Knock.of("other"))))
                .isEqualTo(new AuthOutcome.Refused("auth.signature-wrong"));
        assertThat(enrolled).hasValue(1);
    }

    @Test
    void with_the_database_away_a_strangers_signature_is_not_even_looked_at() {
        // Given
        Knock known = Knock.of("known");
        accepted(known, ImageStanding.ACCEPTED);
        clock.advance(Duration.ofSeconds(3));

        // When: one with a wrong signature, which a check would refuse
        AuthOutcome wrong = ask(Knock.of("stranger").signedBy(Knock.of("other")));
        AuthOutcome right = ask(Knock.of("stranger"));
        AuthOutcome impostor = ask(known.signedBy(Knock.of("other")));

        // Then
        AuthOutcome later = new AuthOutcome.ComeBack("auth.database-away", Duration.ofSeconds(15));
        assertThat(wrong).isEqualTo(later);
        assertThat(right).isEqualTo(later);
        assertThat(enrolled).hasValue(0);
        assertThat(impostor).isEqualTo(new AuthOutcome.Refused("auth.signature-wrong"));
        assertThat(ask(known)).isInstanceOf(AuthOutcome.Admitted.class);
    }

    /** How many were turned away: the next stranger is. */
    private int fillTheLaneOfStrangers() {
        AtomicInteger running = new AtomicInteger();
        var busy = newKeys.run(() -> {
            running.incrementAndGet();
            return await();
        });
        Eventually.holds("the strangers' thread is busy", () -> running.get() == 1);
        for (int i = 0; i < VerificationLane.NEW_WAITING_MAX; i++) {
            var waiting = newKeys.run(() -> true);
            assertThat(waiting.toCompletableFuture()).isNotDone();
        }
        assertThat(busy.toCompletableFuture()).isNotDone();
        return ask(Knock.of("one too many")) instanceof AuthOutcome.ComeBack ? 1 : 0;
    }

    private boolean await() {
        try {
            release.await();
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private AuthOutcome ask(Knock knock) {
        return authentication
                .request(knock.body(), knock.signature(), From.of("192.0.2.1"))
                .toCompletableFuture()
                .join();
    }

    private void accepted(Knock knock, ImageStanding standing) {
        AuthRequest request = AuthRequest.parse(knock.body());
        writer.device(new DeviceRow(
                TENANT,
                DeviceId.random(),
                AuthSetId.random(),
                HashPrefix.of(request.identity().sha256()),
                HashPrefix.of(request.publicKey().sha256()),
                standing,
                0,
                OptionalLong.empty()));
        writer.publish();
    }
}
