package io.holdfast.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final FairShare PLACES = new FairShare(100, 4);

    private static int most(FairShare share, int others) {
        int own = 0;
        while (share.admits(others + own, own, 1)) {
            own++;
        }
        return own;
    }

    @Test
    void a_tenant_alone_leaves_a_quarter() {
        assertThat(most(PLACES, 0)).isEqualTo(75);
    }

    @Test
    void whoever_comes_next_finds_room_however_much_the_others_took() {
        int taken = 0;
        List<Integer> parts = new java.util.ArrayList<>();
        for (int tenant = 0; tenant < 5; tenant++) {
            int got = most(PLACES, taken);
            parts.add(got);
            taken += got;
        }
        assertThat(parts).containsExactly(75, 18, 5, 2, 0);
        assertThat(taken).isEqualTo(100);
    }

    @Test
    void tenants_that_take_in_turn_get_the_same() {
        int[] own = new int[3];
        boolean took = true;
        while (took) {
            took = false;
            for (int i = 0; i < own.length; i++) {
                if (PLACES.admits(own[0] + own[1] + own[2], own[i], 1)) {
                    own[i]++;
                    took = true;
                }
            }
        }
        assertThat(own).containsExactly(30, 30, 30);
    }

    @Test
    void the_floor_is_a_tenant_s_while_there_is_any_left_and_the_whole_is_never_exceeded() {
        for (int used = 0; used <= 100; used++) {
            for (int own = 0; own <= used; own++) {
                for (int more = 1; more <= 8; more++) {
                    boolean fits = used + more <= 100;
                    boolean admitted = PLACES.admits(used, own, more);
                    assertThat(admitted && !fits)
                            .as("%d %d %d", used, own, more)
                            .isFalse();
                    if (fits && own + more <= 4) {
                        assertThat(admitted).as("%d %d %d", used, own, more).isTrue();
                    }
                }
            }
        }
    }
}
