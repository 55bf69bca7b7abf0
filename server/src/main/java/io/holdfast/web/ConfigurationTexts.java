package io.holdfast.web;

import io.holdfast.config.DeviceConfiguration;
import io.holdfast.web.view.ConfigurationView;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/** A device's configuration in lines: what was set beside what was reported. */
final class ConfigurationTexts {
    private ConfigurationTexts() {}

    static ConfigurationView view(PageFrame frame, DeviceConfiguration configuration) {
        SequencedMap<String, String> set = configuration.configured().entries();
        SequencedMap<String, String> reported = configuration.reported().entries();
        TreeSet<String> keys = new TreeSet<>(set.keySet());
        keys.addAll(reported.keySet());
        boolean heard = configuration.reportedAt().isPresent();
        List<ConfigurationView.Line> lines = keys.stream()
                .map(key -> line(key, Optional.ofNullable(set.get(key)), Optional.ofNullable(reported.get(key)), heard))
                .toList();
        return new ConfigurationView(
                lines,
                configuration.deployment().map(Object::toString),
                configuration.reportedAt().map(frame::when));
    }

    private static ConfigurationView.Line line(
            String key, Optional<String> set, Optional<String> reported, boolean heard) {
        return new ConfigurationView.Line(key, set, reported, heard && !set.equals(reported));
    }
}
