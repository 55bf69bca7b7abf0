package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.TokenKeys;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.TestKeys;
import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import io.holdfast.wire.token.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token is worth, over every standing of its device, on a fresh node and on a blind one. */
class DeviceTokenCheckTest {
    private static final TenantId TENANT = TenantId.random();
    private static final DeviceId DEVICE = DeviceId.random();
    private static final AuthSetId AUTH_SET = AuthSetId.random();
    private static final TokenKey KEY = new TokenKey(1, new byte[32]);

    private final ManualClock clock = new ManualClock();
    private final ImageWriter writer = ImageWriter.create(clock, Dice.seeded(1), new ImageRoom(1));
    private final ClockWatch watch = new ClockWatch(clock);
    private final DeviceTokenCheck check = new DeviceTokenCheck(writer.image(), clock, watch, LostHistory.none());

    @BeforeEach
    void a_loaded_image() {
        writer.keys(TokenKeys.open(List.of(TestKeys.first(KeyPurpose.DEVICE_TOKEN)), TestKeys.OPENER));
        writer.tenant(new ImageTenant(TENANT, "default", true, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        publish(10);
        clock.advance(Duration.ofSeconds(1));
    }

    private void publish(long seq) {
        writer.publish();
        writer.applied(seq);
        writer.looked(clock.monotonicNanos());
    }

    private void accepted(AuthSetId authSet, long notBefore) {
        HashPrefix hash = HashPrefix.of(new byte[32]);
        writer.device(new DeviceRow(
                TENANT, DEVICE, authSet, hash, hash, ImageStanding.ACCEPTED, notBefore, OptionalLong.empty()));
        publish(10);
    }

    private void blind() {
        clock.advance(Duration.ofSeconds(3));
    }

    private String token(long seq) {
        return token(KEY, AUTH_SET, seq, Duration.ofDays(7));
    }

    private String token(TokenKey key, AuthSetId authSet, long seq, Duration life) {
        long now = clock.now().getEpochSecond();
        return DeviceTokens.mint(
                new DeviceToken(DEVICE.value(), authSet.value(), TENANT.value(), now, now + life.toSeconds(), seq),
                key);
    }

    @Test
    void an_accepted_device_is_let_in_on_a_fresh_node_and_on_a_blind_one() {
        accepted(AUTH_SET, 0);
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Good.class);
        blind();
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void an_unknown_device_is_refused_by_a_fresh_node_and_put_off_by_a_blind_one() {
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Refused("token.device-unknown"));
        blind();
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Unsure.class);
    }

    @Test
    void a_device_that_is_no_longer_accepted_is_refused_by_a_fresh_node_and_put_off_by_a_blind_one() {
        accepted(AUTH_SET, 0);
        writer.notAccepted(TENANT, DEVICE);
        publish(10);
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Refused("token.device-not-accepted"));
        blind();
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Unsure.class);
    }

    @Test
    void a_decommissioned_device_is_refused_even_by_a_blind_node_because_that_is_final() {
        accepted(AUTH_SET, 0);
        writer.revoked(TENANT, DEVICE);
        publish(10);
        blind();
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Refused("token.device-decommissioned"));
    }

    @Test
    void a_device_whose_record_cannot_be_read_is_put_off_and_never_refused() {
        accepted(AUTH_SET, 0);
        writer.unreadable(TENANT, DEVICE);
        publish(10);
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Unsure.class);
    }

    @Test
    void a_token_minted_before_a_revocation_is_refused_and_one_minted_after_it_is_not() {
        accepted(AUTH_SET, 6);
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Refused("token.revoked"));
        assertThat(check.judge(token(6))).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void a_token_of_a_key_that_was_replaced_is_refused() {
        accepted(AuthSetId.random(), 0);
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Refused("token.key-replaced"));
    }

    @Test
    void a_token_newer_than_the_image_waits_instead_of_being_refused() {
        assertThat(check.judge(token(11))).isEqualTo(new TokenVerdict.Ahead(11));
        accepted(AuthSetId.random(), 0);
        assertThat(check.judge(token(11))).isEqualTo(new TokenVerdict.Ahead(11));
    }

    @Test
    void a_forged_token_is_refused_and_one_of_an_unknown_key_only_by_a_fresh_node() {
        accepted(AUTH_SET, 0);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(check.judge(token(new TokenKey(1, other), AUTH_SET, 5, Duration.ofDays(7))))
                .isEqualTo(new TokenVerdict.Refused("token.bad-signature"));
        String unknownKey = token(new TokenKey(2, other), AUTH_SET, 5, Duration.ofDays(7));
        assertThat(check.judge(unknownKey)).isEqualTo(new TokenVerdict.Refused("token.unknown-key"));
        blind();
        assertThat(check.judge(unknownKey)).isInstanceOf(TokenVerdict.Unsure.class);
        assertThat(check.judge("not.a.token")).isEqualTo(new TokenVerdict.Refused("token.malformed"));
    }

    @Test
    void expired_tokens_are_sent_to_authenticate_again_one_by_one_and_honoured_meanwhile() {
        accepted(AUTH_SET, 0);
        String expired = token(KEY, AUTH_SET, 5, Duration.ofSeconds(-1));
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            refused += check.judge(expired) instanceof TokenVerdict.Refused ? 1 : 0;
        }
        // Time stands still, so the pace lets through what was saved up at most.
        assertThat(refused).isBetween(1, 2);
        clock.advance(Duration.ofMillis(1000 / ExpiryPacer.PER_SECOND));
        assertThat(check.judge(expired)).isEqualTo(new TokenVerdict.Refused("token.expired"));
    }

    @Test
    void a_blind_node_honours_an_expired_token() {
        accepted(AUTH_SET, 0);
        blind();
        assertThat(check.judge(token(KEY, AUTH_SET, 5, Duration.ofSeconds(-1)))).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void a_node_that_is_blind_for_more_than_a_day_puts_everybody_off_and_refuses_nobody() {
        accepted(AUTH_SET, 0);
        String token = token(5);
        clock.advance(BlindLimit.LONGEST);
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Good.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Unsure.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, -8})
    void when_the_machines_date_leaps_no_device_is_refused_for_its_tokens_age_until_the_clocks_agree(long days) {
        // Given
        accepted(AUTH_SET, 0);
        Instant database = clock.now();
        watch.compare(database, clock.monotonicNanos());
        DeviceTokenMint mint = new DeviceTokenMint(writer.image(), watch, Dice.seeded(1));
        String before = mint.mint(TENANT, DEVICE, AUTH_SET, 10);

        // When
        clock.jumpWall(Duration.ofDays(days));
        String between = mint.mint(TENANT, DEVICE, AUTH_SET, 10);

        // Then
        assertThat(check.judge(before)).isInstanceOf(TokenVerdict.Good.class);
        assertThat(check.judge(between)).isInstanceOf(TokenVerdict.Good.class);
        watch.compare(database, clock.monotonicNanos());
        assertThat(check.judge(before)).isInstanceOf(TokenVerdict.Good.class);

        // When
        clock.jumpWall(Duration.ofDays(-days));
        watch.compare(database, clock.monotonicNanos());

        // Then
        assertThat(watch.agrees()).isTrue();
        assertThat(check.judge(before)).isInstanceOf(TokenVerdict.Good.class);
        assertThat(check.judge(between)).isInstanceOf(TokenVerdict.Good.class);
        assertThat(check.judge(token(KEY, AUTH_SET, 5, Duration.ofSeconds(-1))))
                .isEqualTo(new TokenVerdict.Refused("token.expired"));
    }

    @Test
    void a_tenant_may_have_a_blind_node_stop_sooner() {
        writer.tenant(new ImageTenant(
                TENANT, "default", true, true, new BlindLimit(BlindLimit.SHORTEST), PingInterval.DEFAULT));
        accepted(AUTH_SET, 0);
        String token = token(5);
        clock.advance(BlindLimit.SHORTEST);
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Good.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Unsure.class);
        writer.looked(clock.monotonicNanos());
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void
            a_device_of_a_suspended_tenant_is_refused_by_a_fresh_node_put_off_by_a_blind_one_and_served_when_it_is_resumed() {
        accepted(AUTH_SET, 0);
        String token = token(5);

        writer.tenant(new ImageTenant(TENANT, "default", false, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        publish(11);
        assertThat(check.judge(token)).isEqualTo(new TokenVerdict.Refused("token.tenant-suspended"));
        blind();
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Unsure.class);

        writer.tenant(new ImageTenant(TENANT, "default", true, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        publish(12);
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Good.class);
    }

    @Test
    void who_found_no_place_in_a_full_image_is_put_off_by_a_fresh_node_and_who_has_one_is_let_in_or_refused_as_ever() {
        // Given
        HashPrefix hash = HashPrefix.of(new byte[32]);
        DeviceId other = DeviceId.random();
        writer.device(
                new DeviceRow(TENANT, other, AUTH_SET, hash, hash, ImageStanding.ACCEPTED, 0, OptionalLong.empty()));

        // When
        accepted(AUTH_SET, 0);

        // Then
        assertThat(writer.image().fresh()).isTrue();
        assertThat(check.judge(token(5))).isEqualTo(new TokenVerdict.Unsure("image.full", Duration.ofMinutes(5)));
        assertThat(check.judge(tokenOf(other))).isInstanceOf(TokenVerdict.Good.class);
        writer.revoked(TENANT, other);
        publish(10);
        assertThat(check.judge(tokenOf(other))).isEqualTo(new TokenVerdict.Refused("token.device-decommissioned"));
    }

    private String tokenOf(DeviceId device) {
        long now = clock.now().getEpochSecond();
        return DeviceTokens.mint(
                new DeviceToken(device.value(), AUTH_SET.value(), TENANT.value(), now, now + 1_000, 5), KEY);
    }

    @Test
    void what_a_key_signed_that_cannot_be_opened_is_put_off_and_what_its_sisters_signed_is_judged_as_ever() {
        // Given
        accepted(AUTH_SET, 0);
        byte[] other = new byte[32];
        other[0] = 1;
        String ofTheClosed = token(new TokenKey(2, other), AUTH_SET, 5, Duration.ofDays(7));

        // When
        writer.keys(TokenKeys.open(
                List.of(
                        TestKeys.first(KeyPurpose.DEVICE_TOKEN),
                        new SealedServerKey(KeyPurpose.DEVICE_TOKEN, 2, KeyStanding.VERIFYING, other)),
                key -> (key.keyId() == 2 ? TestKeys.CLOSED : TestKeys.OPENER).open(key)));

        // Then
        assertThat(check.judge(token(5))).isInstanceOf(TokenVerdict.Good.class);
        assertThat(check.judge(ofTheClosed)).isInstanceOf(TokenVerdict.Unsure.class);
        assertThat(check.judge(token(new TokenKey(1, other), AUTH_SET, 5, Duration.ofDays(7))))
                .isEqualTo(new TokenVerdict.Refused("token.bad-signature"));
    }

    @Test
    void setting_the_wall_clock_neither_shortens_nor_lengthens_blindness() {
        accepted(AUTH_SET, 0);
        String token = token(KEY, AUTH_SET, 5, Duration.ofDays(30));
        for (Duration jump : List.of(Duration.ofDays(8), Duration.ofDays(-16))) {
            clock.jumpWall(jump);
            blind();
            assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Good.class);
        }
        clock.advance(BlindLimit.LONGEST);
        assertThat(check.judge(token)).isInstanceOf(TokenVerdict.Unsure.class);
    }
}
