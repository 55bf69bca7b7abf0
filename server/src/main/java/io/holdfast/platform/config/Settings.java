package io.holdfast.platform.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every setting there is, in the order in which they are shown. A new one is a constant here and a line in
 * {@link #ALL}; its option, variable, file key, help and place in {@code holdfast config} follow.
 */
public final class Settings {

    public static final Setting<Path> DATA =
            Setting.of("data", "DIR", "./data", "Everything the server keeps lives in this directory.", Settings::path);

    /** All interfaces of IPv4, because devices come from elsewhere; "::" fails where IPv6 is switched off. */
    public static final Setting<String> BIND = Setting.of(
            "bind", "ADDR", "0.0.0.0", "Address for devices and people; :: for IPv4 and IPv6.", Settings::address);

    public static final Setting<Port> HTTPS_PORT =
            Setting.of("https.port", "N", "8443", "Port for HTTPS; 0 takes any free one.", Port::parse);

    public static final Setting<Optional<Port>> HTTP_PORT = Setting.of(
            "http.port", "N|off", "off", "Port for plain HTTP, behind a proxy that speaks TLS.", Settings::portOrOff);

    public static final Setting<Optional<Integer>> MAX_CONNECTIONS = Setting.optional(
            "max-connections",
            "N",
            "Most connections at once; undecided, it follows from the limit of open files.",
            text -> Numbers.between(text, 1, 10_000_000));

    public static final Setting<Optional<URI>> PUBLIC_URL = Setting.optional(
            "public-url", "URL", "How devices and people reach this server from outside.", Settings::publicUrl);

    public static final Setting<Optional<Path>> TLS_CERTIFICATE = Setting.optional(
            "tls.certificate",
            "FILE",
            "PEM certificate chain; undecided, the server signs its own. Reloaded when it changes.",
            Settings::path);

    public static final Setting<Optional<Path>> TLS_KEY =
            Setting.optional("tls.key", "FILE", "PEM private key (PKCS #8) of tls.certificate.", Settings::path);

    /** Loopback, because the operator port speaks plain HTTP and can switch things off. */
    public static final Setting<String> OPS_BIND =
            Setting.of("ops.bind", "ADDR", "127.0.0.1", "Address for operators.", Settings::address);

    public static final Setting<Port> OPS_PORT =
            Setting.of("ops.port", "N", "8444", "Port for operators, plain HTTP; 0 takes any free one.", Port::parse);

    public static final Setting<Optional<DatabaseUrl>> DATABASE_URL = Setting.optional(
            "database.url",
            "URL",
            "An external PostgreSQL; undecided, the server runs its own in the data directory.",
            DatabaseUrl::parse);

    /** Off, because a node that serves known devices at once is worth more than one that is sure of itself first. */
    public static final Setting<Boolean> GATED =
            Setting.flag("gated", "Let devices and people in only when the start-up self-check has passed.");

    /** 256 MiB: a million statuses of 100 B, hours of a large fleet's reports. */
    public static final Setting<JournalConfig> JOURNAL_ROOM = Setting.of(
            "journal.room",
            "MIB|off",
            "256",
            "Disk space, taken at the first start, for reports while the database is away; off where the data directory does"
                    + " not last.",
            Settings::journalRoom);

    /** Another domain than the server's: what devices show must share neither cookies nor powers with its pages. */
    public static final Setting<Optional<String>> DEVICE_DOMAIN = Setting.optional(
            "device-domain",
            "NAME",
            "Device URLs get hosts of their own below this domain, as SLUG--PORT.NAME; its wildcard leads here.",
            Settings::domain);

    public static final Setting<Optional<Path>> DEVICE_CERTIFICATE = Setting.optional(
            "device-domain.certificate",
            "FILE",
            "PEM certificate chain for *.NAME; undecided, the server signs its own. Reloaded when it changes.",
            Settings::path);

    public static final Setting<Optional<Path>> DEVICE_KEY = Setting.optional(
            "device-domain.key", "FILE", "PEM private key (PKCS #8) of device-domain.certificate.", Settings::path);

    public static final List<Setting<?>> ALL = List.of(
            DATA,
            BIND,
            HTTPS_PORT,
            HTTP_PORT,
            MAX_CONNECTIONS,
            PUBLIC_URL,
            TLS_CERTIFICATE,
            TLS_KEY,
            OPS_BIND,
            OPS_PORT,
            DATABASE_URL,
            GATED,
            JOURNAL_ROOM,
            DEVICE_DOMAIN,
            DEVICE_CERTIFICATE,
            DEVICE_KEY);

    /** The label before it has 23 characters and a dot; a host name 253 in all. */
    private static final int DOMAIN_CHARS_MAX = 228;

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private Settings() {}

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a path", wrong);
        }
        throw new IllegalArgumentException("it is empty");
    }

    private static String address(String text) {
        return Addresses.bindable(text);
    }

    private static Optional<Port> portOrOff(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(Port.parse(text));
    }

    private static JournalConfig journalRoom(String text) {
        return text.equals("off")
                ? new JournalConfig.Off()
                : new JournalConfig.Room((long) Numbers.between(text, 16, 65_536) << 20);
    }

    private static String domain(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.length() > DOMAIN_CHARS_MAX || !DOMAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a domain such as devices.example.net");
        }
        return name;
    }

    private static URI publicUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a URL", wrong);
        }
        boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || !plain || uri.getHost() == null || !uri.getRawPath().matches("/?")) {
            throw new IllegalArgumentException("it is not of the form https://host or https://host:port");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
