package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/**
 * What a device is configured to, beside what it says.
 *
 * @param deployment the last deployment that was to bring it
 * @param reportedAt when the device said it; empty when it never has
 */
public record ConfigurationView(List<Line> lines, Optional<String> deployment, Optional<When> reportedAt) {

    /**
     * One key.
     *
     * @param set what people set; empty where the device alone knows the key
     * @param reported what the device said; empty where it did not say it
     * @param differs whether the device has said something and it is not this
     */
    public record Line(String key, Optional<String> set, Optional<String> reported, boolean differs) {}

    /** Whether there is anything to show. */
    public boolean isEmpty() {
        return lines.isEmpty() && deployment.isEmpty() && reportedAt.isEmpty();
    }
}
