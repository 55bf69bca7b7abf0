package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class FleetImageTest {
    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(7));
    private final FleetImage image = writer.image();
    private final TenantId tenant = TenantId.random();

    @Test
    void an_image_is_fresh_for_two_seconds_after_a_look() {
        assertThat(image.fresh()).isFalse();

        writer.looked(clock.monotonicNanos());
        clock.advance(Duration.ofSeconds(2));
        assertThat(image.fresh()).isTrue();

        clock.jumpWall(Duration.ofDays(1));
        assertThat(image.fresh()).as("the wall clock does not count").isTrue();

        clock.advance(Duration.ofMillis(1));
        assertThat(image.fresh()).isFalse();
    }

    @Test
    void an_image_with_a_key_that_cannot_be_opened_says_no_to_nobody() {
        writer.looked(clock.monotonicNanos());

        writer.keys(TokenKeys.open(List.of(new SealedKey(KeyPurpose.DEVICE_TOKEN, 1, new byte[5], true)), key -> {
            throw new IllegalStateException("another master key");
        }));

        assertThat(image.fresh()).isFalse();
    }

    @Test
    void contact_and_change_are_told_in_seconds() {
        writer.device(row(device(1), 1, 1));
        ImageDevice known = known(device(1));
        assertThat(image.sinceContact(known)).isEmpty();

        clock.advance(Duration.ofSeconds(10));
        image.contacted(known.index());
        clock.advance(Duration.ofSeconds(40));

        assertThat(image.sinceContact(known)).contains(Duration.ofSeconds(40));
        assertThat(image.secondsSinceChange(known)).isEqualTo(50);
    }

    @Test
    void a_token_is_never_minted_below_the_floor_of_its_device() {
        writer.device(row(device(1), 1, 77));
        writer.applied(5);

        assertThat(image.mintingSeq(known(device(1)))).isEqualTo(77);
    }

    @Test
    void readers_see_no_torn_record_and_lose_no_device_while_the_tables_grow() throws Exception {
        // Given: every field of a record is derived from one number
        int devices = 5_000;
        AtomicLong readings = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        List<String> torn = Collections.synchronizedList(new ArrayList<>());
        Runnable reading = () -> {
            Dice own = Dice.seeded(11);
            while (!stop.get() && torn.isEmpty()) {
                long upTo = written.get();
                if (upTo > 0) {
                    check(device(1 + own.below((int) upTo)), torn);
                    readings.incrementAndGet();
                }
            }
        };
        List<Thread> readers =
                List.of(Thread.ofPlatform().start(reading), Thread.ofPlatform().start(reading));

        // When: devices come, and each is rewritten again and again
        for (int round = 1; round <= 40 || readings.get() < 100_000 && torn.isEmpty(); round++) {
            for (int n = 1; n <= devices; n++) {
                writer.device(row(device(n), n, round));
                written.accumulateAndGet(n, Math::max);
            }
        }
        stop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        // Then
        assertThat(torn).isEmpty();
        assertThat(image.deviceCount()).isEqualTo(devices);
    }

    private void check(DeviceId device, List<String> torn) {
        image.device(tenant, device)
                .ifPresentOrElse(
                        found -> {
                            long round = found.notBeforeSeq();
                            boolean whole = found.inventoryHash() == round * 31
                                    && found.authSet().value().getLeastSignificantBits() == round
                                    && found.key().low() == round;
                            if (!whole) {
                                torn.add(found.toString());
                            }
                        },
                        () -> torn.add("lost " + device));
    }

    @Test
    void a_device_takes_at_most_150_bytes() {
        int devices = 200_000;
        for (int n = 1; n <= devices; n++) {
            writer.device(row(device(n), n, 1));
        }
        RoaringBitmap tenth = new RoaringBitmap();
        for (int index = 0; index < devices; index += 10) {
            tenth.add(index);
        }
        for (int n = 0; n < 20; n++) {
            writer.rollout(terms(DeploymentId.random(), n), tenth.clone());
        }
        ImageChanges changes = writer.publish();

        assertThat(changes.rollouts()).hasSize(20);
        assertThat(image.bytes() / devices).isBetween(90L, 150L);
    }

    @Test
    void a_removed_identity_is_not_found_and_others_on_its_chain_are() {
        for (int n = 1; n <= 3_000; n++) {
            writer.device(row(device(n), n, 1));
        }
        for (int n = 1; n <= 3_000; n += 2) {
            writer.revoked(tenant, device(n));
        }
        for (int n = 1; n <= 3_000; n++) {
            int index = image.devices().find(0, new HashPrefix(n, n * 7L));
            assertThat(index >= 0).as("identity %s", n).isEqualTo(n % 2 == 0);
        }
    }

    @Test
    void a_device_that_is_no_longer_accepted_is_awaited_by_nobody() {
        // Given
        writer.device(row(device(1), 1, 1));
        DeploymentId deployment = DeploymentId.random();
        writer.rollout(terms(deployment, 0), RoaringBitmap.bitmapOf(0));
        ImageChanges started = writer.publish();
        assertThat(known(device(1)).mayHaveUpdate()).isTrue();

        // When
        writer.notAccepted(tenant, device(1));
        ImageChanges ended = writer.publish();
        writer.awaits(tenant, device(1), Set.of(deployment));
        ImageChanges nothing = writer.publish();

        // Then
        assertThat(known(device(1)).mayHaveUpdate()).isFalse();
        assertThat(started.rollouts()).hasSize(1);
        assertThat(ended.devices().getCardinality()).isEqualTo(1);
        assertThat(nothing.isEmpty()).isTrue();
    }

    private ImageDevice known(DeviceId device) {
        return image.device(tenant, device).orElseThrow();
    }

    private RolloutTerms terms(DeploymentId deployment, long second) {
        return new RolloutTerms(
                tenant, deployment, "release", false, Instant.ofEpochSecond(second), Map.of(), Optional.empty());
    }

    private static DeviceId device(long n) {
        return new DeviceId(new UUID(n * 0x9E3779B97F4A7C15L, n));
    }

    private DeviceRow row(DeviceId device, long n, long round) {
        return new DeviceRow(
                tenant,
                device,
                new AuthSetId(new UUID(n, round)),
                new HashPrefix(n, n * 7),
                new HashPrefix(n, round),
                ImageStanding.ACCEPTED,
                round,
                OptionalLong.of(round * 31));
    }
}
