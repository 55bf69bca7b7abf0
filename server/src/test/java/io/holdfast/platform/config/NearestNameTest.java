package io.holdfast.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    @Test
    void the_fewest_edits_win() {
        assertThat(NearestName.of("ops-prot", List.of("https.port", "ops.port", "ops.bind")))
                .isEqualTo("ops.port");
    }

    @Test
    void edits_are_insertions_deletions_and_replacements() {
        assertThat(NearestName.edits("", "abc")).isEqualTo(3);
        assertThat(NearestName.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.edits("same", "same")).isZero();
    }
}
