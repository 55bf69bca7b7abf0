package io.holdfast.cli;

import io.holdfast.platform.config.ConfigFile;
import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.EnvironmentNames;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes an option of every setting, so that none can be forgotten, and reads what was given. */
final class SettingOptions {

    private static final String CONFIG = "--config";

    private final CommandSpec command;
    private final Map<String, String> environment;

    private SettingOptions(CommandSpec command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** Adds the options of {@code settings}, and {@code --config}, to a command. */
    static SettingOptions addTo(CommandSpec command, List<Setting<?>> settings, Map<String, String> environment) {
        command.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Settings as key=value lines. [" + EnvironmentNames.CONFIG_FILE + "]")
                .build());
        settings.forEach(setting -> command.addOption(option(setting)));
        return new SettingOptions(command, environment);
    }

    /** What holds, from all sources. Refuses as {@link EffectiveConfig#load} does. */
    EffectiveConfig read() {
        Map<Setting<?>, String> given = new HashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            text(setting.option()).ifPresent(text -> given.put(setting, text));
        }
        Optional<String> file =
                text(CONFIG).or(() -> Optional.ofNullable(environment.get(EnvironmentNames.CONFIG_FILE)));
        return EffectiveConfig.load(given, environment, file.map(Path::of).map(ConfigFile::read));
    }

    private static OptionSpec option(Setting<?> setting) {
        String fallback = setting.fallback().map(it -> " Default: " + it + ".").orElse("");
        OptionSpec.Builder option = OptionSpec.builder(setting.option());
        if (setting.isFlag()) {
            option.arity("0..1").fallbackValue("true");
        }
        return option.paramLabel(setting.shape())
                .type(String.class)
                .description(setting.description() + fallback + " [" + setting.environmentName() + "]")
                .build();
    }

    private Optional<String> text(String option) {
        return Optional.ofNullable(command.commandLine().getParseResult())
                .map(result -> result.matchedOption(option))
                .map(matched -> matched.stringValues().getLast());
    }
}
