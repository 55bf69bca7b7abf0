package io.holdfast.web.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PagerTest {

    @Test
    void it_leads_to_the_pages_beside_this_one_and_keeps_the_question() {
        assertThat(Pager.of("/devices", "", 1, false).needed()).isFalse();
        assertThat(Pager.of("/devices", "", 1, true).next()).contains("/devices?page=2");
        assertThat(Pager.of("/devices", "", 1, true).previous()).isEmpty();
        assertThat(Pager.of("/devices", "standing=pending", 3, true).previous())
                .contains("/devices?standing=pending&page=2");
        assertThat(Pager.of("/devices", "standing=pending", 3, false).next()).isEmpty();
        assertThat(Pager.of("/devices", "", 2, false).needed()).isTrue();
    }
}
