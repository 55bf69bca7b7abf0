package io.holdfast.agent.session;

import java.util.Optional;

/** What a person may ask a device to do at once. Each waits until it is done, and says what went wrong, if something did. */
public interface Wishes {

    Optional<String> checkUpdate();

    Optional<String> sendInventory();
}
