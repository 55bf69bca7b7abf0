package io.holdfast.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkEndsTest {

    @Test
    void the_reason_says_when_to_come_back() {
        assertThat(LinkEnds.closed(1012, "restart; retry after 17 s"))
                .isEqualTo(new LinkEnd.SentAway(
                        "the server ended the link: 1012 restart; retry after 17 s",
                        Optional.of(Duration.ofSeconds(17))));
        assertThat(LinkEnds.closed(1013, "try again later; retry after 86400 s"))
                .isInstanceOfSatisfying(
                        LinkEnd.SentAway.class,
                        away -> assertThat(away.retryAfter()).hasValue(Duration.ofHours(1)));
    }

    @Test
    void an_end_without_a_time_leaves_it_to_the_device() {
        assertThat(LinkEnds.closed(1008, "replaced by a newer link"))
                .isEqualTo(new LinkEnd.SentAway(
                        "the server ended the link: 1008 replaced by a newer link", Optional.empty()));
        assertThat(LinkEnds.closed(1006, ""))
                .isEqualTo(new LinkEnd.SentAway("the server ended the link: 1006", Optional.empty()));
    }

    @Test
    void a_token_that_is_not_honoured_is_asked_for_again() {
        assertThat(LinkEnds.closed(1008, "not authorized any more")).isEqualTo(new LinkEnd.Unauthorized());
    }
}
