package io.holdfast.web.view;

import java.util.Optional;

/**
 * What stands around every page of a signed-in person.
 *
 * @param formToken goes with every form of the page
 * @param pendingDevices how many devices wait to be let in
 */
public record Shell(
        String title,
        Section section,
        Assets assets,
        String email,
        String formToken,
        long pendingDevices,
        Optional<Notice> notice) {}
