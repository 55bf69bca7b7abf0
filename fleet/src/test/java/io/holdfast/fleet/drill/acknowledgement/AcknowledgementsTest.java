package io.holdfast.fleet.drill.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.process.WorkFolder;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class AcknowledgementsTest {
    private static final Logger log = LoggerFactory.getLogger(AcknowledgementsTest.class);
    private static final int LIVES = 30;

    @Test
    void no_acknowledgement_leaves_before_the_flush_that_covers_it() {
        requireStrace();
        try (WorkFolder folder = WorkFolder.create("acknowledgements")) {
            DrillContext context = new DrillContext(false, OptionalLong.empty(), folder, System.out::println);

            DrillResult result = new Acknowledgements().run(context, LIVES);

            assertThat(result.broken()).as("%s", result.figures()).isEmpty();
            assertThat(result.figures()).containsEntry("early", 0);
            assertThat((Integer) result.figures().get("control_early"))
                    .as("answers that did not wait for PostgreSQL's log, as the trace shows them")
                    .isPositive();
        }
    }

    private static void requireStrace() {
        Optional<String> missing = Strace.missing();
        if (missing.isPresent() && "1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            fail("HOLDFAST_REQUIRE_CLIENTS=1 and " + missing.get());
        }
        missing.ifPresent(why -> log.atWarn().addKeyValue("why", why).log("acknowledgements are not traced"));
        Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
    }
}
