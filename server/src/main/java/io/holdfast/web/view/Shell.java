package io.holdfast.web.view;

import java.util.Optional;

/**
 * What stands around every page of a signed-in person.
 *
 * @param formToken goes with every form of the page
 * @param pendingDevices how many devices wait to be let in
 * @param failoverMayLose whether a failover of the database may lose the last seconds of what was acknowledged
 */
public record Shell(
        String title,
        Section section,
        Assets assets,
        String email,
        String formToken,
        long pendingDevices,
        Optional<Notice> notice,
        boolean failoverMayLose) {}
