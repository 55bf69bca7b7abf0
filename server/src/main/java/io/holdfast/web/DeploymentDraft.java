package io.holdfast.web;

import io.holdfast.api.Call;
import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.Targets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a person filled into the form for a new deployment.
 *
 * @param ticked ids of ticked devices
 * @param others further ids, as typed
 */
record DeploymentDraft(String name, String release, boolean all, boolean force, Set<String> ticked, String others) {
    private static final String TICKED = "device=";
    private static final int ECHO_CHARS_MAX = 40;

    static DeploymentDraft of(Call call) {
        return new DeploymentDraft(
                call.form("name").orElse("").strip(),
                call.form("release").orElse(""),
                call.form("targets").orElse("").equals("all"),
                call.form("force").isPresent(),
                ticked(new String(call.body(), StandardCharsets.UTF_8)),
                call.form("others").orElse(""));
    }

    /** A box that is ticked several times over is one field sent several times. */
    private static Set<String> ticked(String body) {
        Set<String> ids = new LinkedHashSet<>();
        for (String pair : body.split("&")) {
            if (pair.startsWith(TICKED)) {
                ids.add(decode(pair.substring(TICKED.length())));
            }
        }
        return ids;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    /** Which devices are meant. */
    sealed interface Wanted {
        record Good(Targets targets) implements Wanted {}

        record Nobody() implements Wanted {}

        record NotAnId(String text) implements Wanted {}

        record TooMany() implements Wanted {}
    }

    Wanted targets() {
        if (all) {
            return new Wanted.Good(new Targets.AllAccepted());
        }
        List<String> texts = Stream.concat(ticked.stream(), Stream.of(others.split("[\\s,;]+")))
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
        if (texts.isEmpty()) {
            return new Wanted.Nobody();
        }
        if (texts.size() > Targets.These.MAX) {
            return new Wanted.TooMany();
        }
        List<DeviceId> ids = new ArrayList<>(texts.size());
        for (String text : texts) {
            Optional<DeviceId> id = DeviceId.parse(text);
            if (id.isEmpty()) {
                return new Wanted.NotAnId(text.substring(0, Math.min(text.length(), ECHO_CHARS_MAX)));
            }
            ids.add(id.get());
        }
        return new Wanted.Good(new Targets.These(ids));
    }
}
