package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.ImageRebuild;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.keys.KeyOpener;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How every integration test ends: the node's image says what one rebuilt from the database says. */
public final class ImageAudits {
    /** Reports under way are applied within one look; more means that the image does not follow. */
    private static final Duration SETTLE_MAX = Duration.ofSeconds(30);

    private ImageAudits() {}

    public static void assertNoDifferences(FleetImage image, ConnectionSource database, KeyOpener opener)
            throws SQLException {
        long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
        List<String> differences;
        do {
            FleetImage rebuilt = rebuild(database, opener);
            assertThat(image.awaitApplied(rebuilt.appliedSeq(), SETTLE_MAX))
                    .as("the image reaches feed number %s, it is at %s", rebuilt.appliedSeq(), image.appliedSeq())
                    .isTrue();
            differences = ImageAudit.compare(image, rebuilt);
        } while (!differences.isEmpty() && System.nanoTime() < deadline);
        assertThat(differences).as("image against database").isEmpty();
    }

    private static FleetImage rebuild(ConnectionSource database, KeyOpener opener) throws SQLException {
        try (Connection connection = database.connection()) {
            return ImageRebuild.read(connection, opener, Clock.system());
        }
    }
}
