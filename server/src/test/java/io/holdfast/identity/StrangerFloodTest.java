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
import io.holdfast.tenancy.TenantTokens;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.TestKeys;
import io.holdfast.wire.mender.AuthRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flood of strangers while the lane stands still, so that what waits in it is counted to the one. */
class StrangerFloodTest {
    private static final TenantId FLOODER = TenantId.random();
    private static final TenantId OTHER = TenantId.random();
    private static final String FLOODED_FROM = "203.0.113.9";
    private static final int FLOOD = 2_500;
    private static final int HALF = VerificationLane.NEW_WAITING_MAX / 2;
    private static final int THREE_QUARTERS = VerificationLane.NEW_WAITING_MAX * 3 / 4;

    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(1));
    private final VerificationLane lane = VerificationLane.forNewKeys(1, clock);
    private final DeviceAuthentication authentication = new DeviceAuthentication(
            writer.image(),
            enrolment -> CompletableFuture.completedFuture(new EnrolOutcome.Pending()),
            new DeviceTokenMint(writer.image(), new ClockWatch(clock), Dice.seeded(1)),
            new RecentRefusals(clock, Dice.seeded(1)),
            LostHistory.none(),
            VerificationLane.forKnownKeys(1, Clock.system()),
            lane,
            new StrangerGate(clock, Dice.seeded(1)));
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch standing = new CountDownLatch(1);

    @BeforeEach
    void a_lane_that_stands_still() throws InterruptedException {
        writer.keys(TokenKeys.open(
                List.of(TestKeys.first(KeyPurpose.DEVICE_TOKEN), TestKeys.first(KeyPurpose.TENANT_TOKEN)),
                TestKeys.OPENER));
        writer.tenant(new ImageTenant(FLOODER, "flooder", true, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        writer.tenant(new ImageTenant(OTHER, "other", true, false, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        writer.publish();
        writer.applied(10);
        writer.looked(clock.monotonicNanos());
        var unused = lane.run(() -> {
            standing.countDown();
            return await();
        });
        standing.await();
    }

    @AfterEach
    void close() {
        release.countDown();
        authentication.close();
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

    private CompletionStage<AuthOutcome> ask(Knock knock, String address) {
        return authentication.request(knock.body(), knock.signature(), From.of(address));
    }

    private Knock ofOther(String serial) {
        String token = TenantTokens.mint(OTHER, writer.image().tokenKeys().signingTenantTokens());
        return Knock.of(serial, token);
    }

    private void flood(IntFunction<String> address) {
        Knock knock = Knock.of("flood");
        for (int i = 0; i < FLOOD; i++) {
            var unused = ask(knock, address.apply(i));
        }
    }

    private void tenOfTheOtherAreLetInFrom(String address) {
        List<CompletableFuture<AuthOutcome>> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(ask(ofOther("other " + i), address).toCompletableFuture());
        }
        assertThat(ten).noneMatch(CompletableFuture::isDone);
        release.countDown();
        assertThat(ten)
                .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(new AuthOutcome.Refused("auth.pending")));
    }

    @Test
    void one_tenants_flood_from_one_address_holds_half_of_the_lane_and_anothers_ten_are_let_in() {
        flood(i -> FLOODED_FROM);
        assertThat(lane.waiting()).isEqualTo(HALF);
        tenOfTheOtherAreLetInFrom("192.0.2.1");
    }

    @Test
    void anothers_ten_behind_the_very_address_of_the_flood_are_let_in() {
        flood(i -> FLOODED_FROM);
        tenOfTheOtherAreLetInFrom(FLOODED_FROM);
    }

    @Test
    void one_tenants_flood_from_thousands_of_addresses_holds_three_quarters_and_anothers_ten_are_let_in() {
        flood(i -> "10.0." + i / 256 + "." + i % 256);
        assertThat(lane.waiting()).isEqualTo(THREE_QUARTERS);
        tenOfTheOtherAreLetInFrom("192.0.2.1");
    }

    @Test
    void the_flooded_tenants_own_devices_elsewhere_are_let_in() {
        flood(i -> FLOODED_FROM);
        assertThat(ask(Knock.of("own"), "192.0.2.1").toCompletableFuture()).isNotDone();
    }

    @Test
    void who_is_put_off_is_told_so_before_his_signature_is_looked_at() {
        flood(i -> FLOODED_FROM);
        Knock wrong = Knock.of("wrong").signedBy(Knock.of("other"));
        assertThat(ask(wrong, FLOODED_FROM).toCompletableFuture())
                .isCompletedWithValueMatching(outcome -> outcome instanceof AuthOutcome.ComeBack later
                        && later.code().equals("auth.strangers-busy"));
    }

    @Test
    void keys_that_the_image_knows_pass_no_bucket() {
        // Given
        Knock known = Knock.of("known");
        Knock awaited = Knock.of("awaited");
        put(known, ImageStanding.ACCEPTED);
        put(awaited, ImageStanding.PREAUTHORIZED);
        flood(i -> FLOODED_FROM);
        long asked = asked();

        // When
        AuthOutcome admitted = ask(known, FLOODED_FROM).toCompletableFuture().join();
        CompletionStage<AuthOutcome> waits = ask(awaited, FLOODED_FROM);

        // Then
        assertThat(admitted).isInstanceOf(AuthOutcome.Admitted.class);
        assertThat(waits.toCompletableFuture()).isNotDone();
        assertThat(asked()).isEqualTo(asked);
        release.countDown();
        Eventually.holds("it is answered", () -> waits.toCompletableFuture().isDone());
    }

    private long asked() {
        StrangerGate gate = authentication.strangers();
        long asked = gate.letIn();
        for (StrangerGate.Lacking lacking : StrangerGate.Lacking.values()) {
            asked += gate.putOff(lacking);
        }
        return asked;
    }

    private void put(Knock knock, ImageStanding standing) {
        AuthRequest request = AuthRequest.parse(knock.body());
        writer.device(new DeviceRow(
                FLOODER,
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
