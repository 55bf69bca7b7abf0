package io.holdfast.platform.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A configuration file: {@code key=value} lines in the format of {@link Properties}, UTF-8, {@code #} comments. */
public final class ConfigFile {

    /** A configuration of thousands of lines is some other file named by mistake. */
    private static final long BYTES_MAX = 1 << 20;

    private final Map<Setting<?>, Entry> entries;

    private ConfigFile(Map<Setting<?>, Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads the whole file.
     *
     * @throws ConfigRefused when it cannot be read, names an unknown key (with the nearest known one) or a key twice
     */
    public static ConfigFile read(Path path) {
        Map<Setting<?>, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, String> line : pairs(path)) {
            String key = line.getKey();
            Setting<?> setting = Settings.ALL.stream()
                    .filter(it -> it.isNamed(key))
                    .findFirst()
                    .orElseThrow(() -> ConfigRefused.unknown("key", key + " in " + path, nearest(key)));
            Entry entry = new Entry(line.getValue(), new Source.File(path, key));
            if (entries.putIfAbsent(setting, entry) != null) {
                throw ConfigRefused.twice(entry.source());
            }
        }
        return new ConfigFile(entries);
    }

    Optional<Entry> entry(Setting<?> setting) {
        return Optional.ofNullable(entries.get(setting));
    }

    record Entry(String text, Source source) {}

    private static String nearest(String key) {
        return NearestName.of(key, Settings.ALL.stream().map(Setting::key).toList());
    }

    private static List<Map.Entry<String, String>> pairs(Path path) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        Properties collector = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) { // a plain Properties hides a key given twice
                pairs.add(Map.entry((String) key, (String) value));
                return value;
            }
        };
        try (Reader reader = Files.newBufferedReader(path)) {
            if (Files.size(path) > BYTES_MAX) {
                throw ConfigRefused.unreadable(path, "it is larger than 1 MiB");
            }
            collector.load(reader);
            return pairs;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw ConfigRefused.unreadable(path, unreadable.getClass().getSimpleName());
        }
    }
}
