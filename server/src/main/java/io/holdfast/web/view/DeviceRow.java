package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** A device in a list. */
public record DeviceRow(
        String id,
        String name,
        List<Attribute> identity,
        Chip standing,
        Optional<LinkView> link,
        boolean newKeyWaits,
        String fingerprint,
        Optional<String> deviceType,
        Optional<String> release,
        When firstSeen,
        Optional<When> lastContact,
        Optional<Decision> decision) {

    /** What can be decided about it right in the list. */
    public record Decision(String authSet, boolean reject) {}
}
