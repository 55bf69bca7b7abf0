package io.holdfast.gateway.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.exposure.UrlUse;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much goes through, who is still signed in, what is put on record; on a clock that a test turns. */
class UrlBoundsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void a_url_takes_a_burst_and_then_so_many_a_second() {
        UrlLimits limits = new UrlLimits(clock);
        UrlId url = UrlId.random();
        TenantId tenant = TenantId.random();
        for (int i = 0; i < UrlLimits.BURST; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
            limits.leave(url, tenant);
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.TOO_MANY_REQUESTS);
        assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < UrlLimits.PER_SECOND; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
            limits.leave(url, tenant);
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.TOO_MANY_REQUESTS);
    }

    @Test
    void places_are_given_back_and_one_url_does_not_take_those_of_others() {
        UrlLimits limits = new UrlLimits(clock);
        UrlId url = UrlId.random();
        TenantId tenant = TenantId.random();
        for (int i = 0; i < UrlLimits.PER_URL_MAX; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.URL_FULL);
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_URL_MAX);
        limits.leave(url, tenant);
        assertThat(limits.enter(url, tenant)).isEmpty();
        for (int i = limits.inFlight(); i < UrlLimits.PER_NODE_MAX; i++) {
            assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        }
        assertThat(limits.enter(UrlId.random(), TenantId.random())).contains(UrlTrouble.NODE_FULL);
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_NODE_MAX);
    }

    @Test
    void one_tenant_does_not_take_the_places_of_others() {
        UrlLimits limits = new UrlLimits(clock);
        TenantId greedy = TenantId.random();
        UrlId last = UrlId.random();
        for (int i = 1; i < UrlLimits.PER_TENANT_MAX; i++) {
            assertThat(limits.enter(UrlId.random(), greedy)).isEmpty();
        }
        assertThat(limits.enter(last, greedy)).isEmpty();
        assertThat(limits.enter(UrlId.random(), greedy)).contains(UrlTrouble.NODE_FULL);
        assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_TENANT_MAX + 1);

        limits.leave(last, greedy);

        assertThat(limits.enter(UrlId.random(), greedy)).isEmpty();
    }

    private static Caller caller() {
        return new Caller(TenantId.random(), UserId.random(), SessionId.random());
    }

    @Test
    void who_comes_first_waits_for_one_look_and_then_is_answered_from_memory_until_he_signs_out() {
        Caller ada = caller();
        Set<Caller> standing = new HashSet<>(Set.of(ada));
        List<Set<Caller>> asked = new ArrayList<>();
        VisitorSessions sessions = new VisitorSessions(
                callers -> {
                    asked.add(callers);
                    Set<Caller> good = new HashSet<>(callers);
                    good.retainAll(standing);
                    return Optional.of(good);
                },
                clock);
        Caller forged = caller();
        CompletableFuture<Boolean> first = sessions.good(ada).toCompletableFuture();
        CompletableFuture<Boolean> stranger = sessions.good(forged).toCompletableFuture();
        assertThat(first).isNotDone();
        sessions.look();
        assertThat(first.join()).isTrue();
        assertThat(stranger.join()).isFalse();
        assertThat(asked).containsExactly(Set.of(ada, forged));
        assertThat(sessions.good(ada).toCompletableFuture().join()).isTrue();

        standing.clear();
        clock.advance(Duration.ofMillis(500));
        sessions.look();
        assertThat(sessions.good(ada).toCompletableFuture().join()).isFalse();
        assertThat(sessions.ended(ada)).isTrue();

        clock.advance(Duration.ofMinutes(2));
        sessions.look();
        assertThat(sessions.known()).isEmpty();
    }

    @Test
    void while_it_cannot_be_told_what_was_known_is_honoured() {
        Caller ada = caller();
        Caller out = caller();
        boolean[] away = new boolean[1];
        VisitorSessions sessions =
                new VisitorSessions(callers -> away[0] ? Optional.empty() : Optional.of(Set.of(ada)), clock);
        var asked = List.of(sessions.good(ada), sessions.good(out));
        sessions.look();
        away[0] = true;
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMillis(900));
            sessions.look();
            assertThat(sessions.good(ada).toCompletableFuture().join()).isTrue();
            assertThat(sessions.good(out).toCompletableFuture().join()).isFalse();
        }
        Caller fresh = caller();
        CompletableFuture<Boolean> first = sessions.good(fresh).toCompletableFuture();
        sessions.look();
        assertThat(first.join()).isTrue(); // his pass was signed by us
        assertThat(asked).hasSize(2);
    }

    @Test
    void hits_are_counted_and_a_visitor_is_put_on_record_once_an_hour() {
        List<UrlUse.Batch> recorded = new ArrayList<>();
        boolean[] away = new boolean[] {true};
        UrlVisits visits = new UrlVisits(clock, batch -> !away[0] && recorded.add(batch));
        DeviceUrl url = new DeviceUrl(
                TenantId.random(),
                UrlId.random(),
                DeviceId.random(),
                Slug.random(Dice.seeded(1)),
                new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.empty()),
                new UrlMode.Open(),
                true,
                Optional.empty(),
                1);
        for (int i = 0; i < 5; i++) {
            visits.came(url, new Visitor.Stranger("192.0.2.1"), "192.0.2.1");
            visits.flush();
        }
        visits.came(url, new Visitor.Bearer("l"), "192.0.2.1");
        away[0] = false;
        visits.flush();
        visits.flush();
        assertThat(recorded).hasSize(1);
        assertThat(recorded.getFirst().hits())
                .singleElement()
                .satisfies(hits -> assertThat(hits.count()).isEqualTo(6));
        assertThat(recorded.getFirst().visits().stream().map(UrlUse.Visit::visitor))
                .containsExactly("address 192.0.2.1", "link l");

        clock.advance(Duration.ofHours(1));
        visits.came(url, new Visitor.Stranger("192.0.2.1"), "192.0.2.1");
        visits.flush();
        assertThat(recorded.getLast().visits()).hasSize(1);
        assertThat(visits.leftOut()).isZero();
    }
}
