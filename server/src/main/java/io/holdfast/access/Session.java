package io.holdfast.access;

import java.time.Instant;
import java.util.Optional;

/** One way in: a sign-in or a personal access token. */
record Session(Caller caller, Kind kind, String name, Instant created, SessionEnd end, Optional<Instant> lastUsed) {

    enum Kind {
        LOGIN("login"),
        PERSONAL_ACCESS_TOKEN("personal_access_token");

        private final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        String stored() {
            return stored;
        }

        static Kind stored(String name) {
            return name.equals(LOGIN.stored) ? LOGIN : PERSONAL_ACCESS_TOKEN;
        }
    }
}
