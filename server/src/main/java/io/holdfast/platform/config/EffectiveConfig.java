package io.holdfast.platform.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every setting with the value that holds and where it came from. */
public final class EffectiveConfig {

    private final Map<Setting<?>, Decided<?>> values;

    private EffectiveConfig(Map<Setting<?>, Decided<?>> values) {
        this.values = values;
    }

    /**
     * Reads every source and decides each setting: command line, then environment, then file, then default.
     *
     * @param commandLine texts by setting, only those that were given
     * @param environment the whole environment of the process
     * @param file the configuration file, if one is named
     * @throws ConfigRefused for an unknown name (with the nearest known one), an unreadable file or a wrong value
     */
    public static EffectiveConfig load(
            Map<Setting<?>, String> commandLine, Map<String, String> environment, Optional<ConfigFile> file) {
        EnvironmentNames.refuseUnknown(environment);
        return new EffectiveConfig(Settings.ALL.stream()
                .collect(Collectors.toUnmodifiableMap(
                        setting -> setting, setting -> decide(setting, commandLine, environment, file))));
    }

    /** The value that holds for {@code setting}, one of {@link Settings#ALL}. */
    @SuppressWarnings("unchecked") // decide() put a T under every Setting<T>
    public <T> T get(Setting<T> setting) {
        return (T) decided(setting).value();
    }

    /** Where the value of {@code setting} came from. */
    public Source source(Setting<?> setting) {
        return decided(setting).source();
    }

    /**
     * One line a setting, {@code key=value  # source}, in the order of the list; secrets redacted.
     *
     * @param derived what follows for settings that nobody decided
     */
    public List<String> lines(Map<Setting<?>, String> derived) {
        return Settings.ALL.stream()
                .map(setting -> "%-42s # %s".formatted(setting.key() + "=" + shown(setting, derived), source(setting)))
                .toList();
    }

    private Decided<?> decided(Setting<?> setting) {
        Decided<?> decided = values.get(setting);
        if (decided == null) {
            throw new IllegalArgumentException(setting.key() + " is not in the list of settings");
        }
        return decided;
    }

    private Object shown(Setting<?> setting, Map<Setting<?>, String> derived) {
        return get(setting) instanceof Optional<?> optional
                ? optional.<Object>map(it -> it).orElseGet(() -> undecided(setting, derived))
                : get(setting);
    }

    /** A default that means "none", such as {@code off}, is told by its own word. */
    private static String undecided(Setting<?> setting, Map<Setting<?>, String> derived) {
        return setting.fallback().orElseGet(() -> derived.getOrDefault(setting, "(not set)"));
    }

    private static <T> Decided<T> decide(
            Setting<T> setting,
            Map<Setting<?>, String> commandLine,
            Map<String, String> environment,
            Optional<ConfigFile> file) {
        Optional<String> option = Optional.ofNullable(commandLine.get(setting));
        if (option.isPresent()) {
            return read(setting, option, new Source.CommandLine(setting.option()));
        }
        Optional<String> variable = Optional.ofNullable(environment.get(setting.environmentName()));
        if (variable.isPresent()) {
            return read(setting, variable, new Source.Environment(setting.environmentName()));
        }
        Optional<ConfigFile.Entry> entry = file.flatMap(it -> it.entry(setting));
        return entry.isPresent()
                ? read(setting, entry.map(ConfigFile.Entry::text), entry.get().source())
                : read(setting, setting.fallback(), new Source.Default());
    }

    private static <T> Decided<T> read(Setting<T> setting, Optional<String> text, Source source) {
        try {
            return new Decided<>(setting.reader().apply(text.map(String::strip)), source);
        } catch (IllegalArgumentException wrong) {
            throw ConfigRefused.wrongValue(source, String.valueOf(wrong.getMessage()), setting);
        }
    }

    private record Decided<T>(T value, Source source) {}
}
