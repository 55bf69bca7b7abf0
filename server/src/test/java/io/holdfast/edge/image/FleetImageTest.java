package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.TestKeys;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

    @ParameterizedTest
    @EnumSource
    void a_key_that_cannot_be_opened_makes_the_keys_of_its_purpose_incomplete_and_no_others(KeyPurpose closed) {
        // Given
        writer.looked(clock.monotonicNanos());
        List<SealedServerKey> all =
                Stream.of(KeyPurpose.values()).map(TestKeys::first).toList();

        // When
        writer.keys(
                TokenKeys.open(all, key -> (key.purpose() == closed ? TestKeys.CLOSED : TestKeys.OPENER).open(key)));

        // Then
        assertThat(image.fresh()).isTrue();
        assertThat(KeyPurpose.values()).allSatisfy(purpose -> {
            assertThat(image.tokenKeys().complete(purpose)).isEqualTo(purpose != closed);
            assertThat(image.tokenKeys().ring(purpose).signing().isPresent()).isEqualTo(purpose != closed);
        });
        assertThat(image.tokenKeys().sealed())
                .as("kept for a master key that opens it")
                .hasSize(all.size());
    }

    @Test
    void a_full_image_keeps_what_it_has_and_says_that_it_lacks_devices_until_a_reload_finds_room_for_all() {
        // Given
        ImageWriter small = ImageWriter.create(clock, Dice.seeded(7), new ImageRoom(2));
        small.device(row(device(1), 1, 1));
        small.device(row(device(2), 2, 1));
        assertThat(small.image().lacksDevices()).isFalse();

        // When
        small.device(row(device(3), 3, 1));
        small.device(row(device(2), 2, 9));

        // Then
        assertThat(small.image().lacksDevices()).isTrue();
        assertThat(small.couldHoldMore()).isFalse();
        assertThat(small.image().device(tenant, device(3))).isEmpty();
        assertThat(small.image().device(tenant, device(2)).orElseThrow().notBeforeSeq())
                .isEqualTo(9);

        // When
        small.beginReload();
        small.device(row(device(1), 1, 1));
        small.device(row(device(2), 2, 1));
        small.endReload();

        // Then
        assertThat(small.image().lacksDevices()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "300, 1", "600, 2", "268435456, 894784", "99999999999, 8000000"})
    void an_image_takes_at_most_half_of_the_heap(long heap, int devices) {
        assertThat(ImageRoom.inHeap(heap).devices()).isEqualTo(devices);
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
                tenant,
                deployment,
                "release",
                false,
                Instant.ofEpochSecond(second),
                Map.of(),
                Optional.empty(),
                FailureLimit.unlimited(),
                false);
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
