package io.holdfast.platform.config;

import io.holdfast.platform.startup.StartRefused;
import java.nio.file.Path;

/** The configuration is not one that the server can start with; the operator's to mend, so a usage error (exit 2). */
public final class ConfigRefused extends StartRefused {

    private static final long serialVersionUID = 1L;

    private ConfigRefused(String code, String sentence, String nextStep) {
        super(code, sentence, nextStep);
    }

    static ConfigRefused unknown(String kind, String name, String nearest) {
        return new ConfigRefused(
                "config.unknown-key",
                "Unknown %s %s.".formatted(kind, name),
                "The nearest known name is %s; 'holdfast config' lists all.".formatted(nearest));
    }

    static ConfigRefused wrongValue(Source source, String reason, Setting<?> setting) {
        return new ConfigRefused(
                "config.wrong-value",
                "The value of %s is wrong: %s.".formatted(source, reason),
                "Give %s: %s".formatted(setting.shape(), setting.description()));
    }

    static ConfigRefused twice(Source source) {
        return new ConfigRefused("config.key-twice", source + " is given twice.", "Keep one of the two lines.");
    }

    static ConfigRefused halfPair(Setting<?> given, Setting<?> missing) {
        return new ConfigRefused(
                "config.half-pair",
                "%s is given without %s.".formatted(given.key(), missing.key()),
                "Give both, or neither for a certificate that the server signs itself.");
    }

    /** Devices' pages would stand in the server's own place, and in its cookies' way. */
    static ConfigRefused domainHoldsServer(String domain, String host) {
        return new ConfigRefused(
                "config.domain-holds-server",
                "The device domain %s holds the server's own host %s.".formatted(domain, host),
                "Give devices a domain of their own, best one that shares nothing with the server's.");
    }

    static ConfigRefused unreadable(Path path, String reason) {
        return new ConfigRefused(
                "config.unreadable-file",
                "The configuration file %s cannot be read (%s).".formatted(path, reason),
                "Name a readable file of key=value lines with --config or " + EnvironmentNames.CONFIG_FILE + ".");
    }
}
