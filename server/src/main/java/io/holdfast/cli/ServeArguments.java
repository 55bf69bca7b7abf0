package io.holdfast.cli;

import io.holdfast.platform.config.ConfigFile;
import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.EnvironmentNames;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of a plain {@code serve}, read without the command line library: its 170 classes are too old for the start-up
 * cache, and reading them is a fifth of what a start costs. Whatever is not a known setting with its value is left to the library,
 * which explains it.
 */
record ServeArguments(Map<Setting<?>, String> settings, Optional<Path> file) {
    private static final String CONFIG = "--config";

    /** Empty for anything but {@code serve} with known settings, each with a value. */
    static Optional<ServeArguments> of(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            return Optional.empty();
        }
        Map<Setting<?>, String> settings = new HashMap<>();
        Optional<Path> file = Optional.empty();
        for (int at = 1; at < arguments.length; at++) {
            int equals = arguments[at].indexOf('=');
            String option = equals < 0 ? arguments[at] : arguments[at].substring(0, equals);
            Optional<Setting<?>> setting = setting(option);
            if (setting.isEmpty() && !option.equals(CONFIG)) {
                return Optional.empty();
            }
            boolean given = equals < 0 && at + 1 < arguments.length && !arguments[at + 1].startsWith("-");
            boolean switched =
                    equals < 0 && !given && setting.filter(Setting::isFlag).isPresent();
            if (equals < 0 && !given && !switched) {
                return Optional.empty();
            }
            String value = switched ? "true" : given ? arguments[++at] : arguments[at].substring(equals + 1);
            setting.ifPresent(known -> settings.put(known, value));
            file = option.equals(CONFIG) ? Optional.of(Path.of(value)) : file;
        }
        return Optional.of(new ServeArguments(settings, file));
    }

    private static Optional<Setting<?>> setting(String option) {
        for (Setting<?> setting : Settings.ALL) {
            if (setting.option().equals(option)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** What holds, from all sources. Refuses as {@link EffectiveConfig#load} does. */
    EffectiveConfig config(Map<String, String> environment) {
        Optional<Path> named = file.or(() -> Optional.ofNullable(environment.get(EnvironmentNames.CONFIG_FILE))
                .map(Path::of));
        return EffectiveConfig.load(settings, environment, named.map(ConfigFile::read));
    }
}
