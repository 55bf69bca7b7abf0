package io.holdfast.api.mender;

import io.holdfast.access.Email;
import io.holdfast.access.UserFilter;
import io.holdfast.access.UserId;
import io.holdfast.api.Call;
import io.holdfast.platform.http.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which users a query asks for. */
final class UserQuery {
    // A query string of 8 KiB has no more.
    private static final int VALUES_MAX = 200;
    // The year 9999.
    private static final long SECONDS_MAX = 253_402_300_799L;

    private UserQuery() {}

    /** Empty when ids or addresses are asked for and none of them can be anybody's. */
    static Optional<UserFilter> of(Call call) {
        List<String> ids = values(call, "id");
        List<String> emails = values(call, "email");
        UserFilter all = UserFilter.ALL;
        UserFilter filter = new UserFilter(
                ids.stream().map(UserId::parse).flatMap(Optional::stream).toList(),
                emails.stream().map(Email::parse).flatMap(Optional::stream).toList(),
                instant(call, "created_after", all.createdAfter()),
                instant(call, "created_before", all.createdBefore()),
                instant(call, "updated_after", all.updatedAfter()),
                instant(call, "updated_before", all.updatedBefore()));
        boolean nobody = (!ids.isEmpty() && filter.ids().isEmpty())
                || (!emails.isEmpty() && filter.emails().isEmpty());
        return nobody ? Optional.empty() : Optional.of(filter);
    }

    private static List<String> values(Call call, String name) {
        List<String> values = call.queryAll(name);
        if (values.size() > VALUES_MAX) {
            throw Refusal.badRequest(
                            "request.too-many-values", "\"" + name + "\" may stand at most " + VALUES_MAX + " times.")
                    .exception();
        }
        return values;
    }

    private static Instant instant(Call call, String name, Instant otherwise) {
        return call.query(name)
                .map(text -> {
                    try {
                        long seconds = Long.parseLong(text);
                        if (seconds >= 0 && seconds <= SECONDS_MAX) {
                            return Instant.ofEpochSecond(seconds);
                        }
                    } catch (NumberFormatException notANumber) {
                        // Refused below.
                    }
                    throw Refusal.badRequest("request.timestamp", "\"" + name + "\" must be seconds since 1970.")
                            .exception();
                })
                .orElse(otherwise);
    }
}
