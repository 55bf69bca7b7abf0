package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** A device's own page. */
public record DeviceView(
        String id,
        String name,
        Chip standing,
        boolean accepted,
        Optional<LinkView> link,
        List<LinkView.Line> timeline,
        List<CommandView> commands,
        Optional<ConfigurationView> configuration,
        List<Attribute> identity,
        List<KeyView> keys,
        When firstSeen,
        When changed,
        Optional<When> lastContact,
        List<Attribute> inventory,
        Optional<When> inventoryAt,
        List<Visit> deployments) {

    /** What became of a deployment on this device. */
    public record Visit(
            String deployment,
            String title,
            Chip status,
            boolean stalled,
            boolean hasLog,
            When offered,
            Optional<When> finished) {}
}
