package io.holdfast.web;

import io.holdfast.config.Configurations;
import io.holdfast.gateway.command.Commands;
import io.holdfast.gateway.presence.Presence;
import io.holdfast.gateway.presence.PresenceReads;
import io.holdfast.identity.AuthSet;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.LastContact;
import io.holdfast.identity.Standing;
import io.holdfast.inventory.LastInventories;
import io.holdfast.inventory.LastInventory;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.DeviceProgress;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.Attribute;
import io.holdfast.web.view.DeviceRow;
import io.holdfast.web.view.DeviceView;
import io.holdfast.web.view.KeyView;
import io.holdfast.web.view.When;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes what the device pages show. */
final class DeviceViews {
    // The last ones explain why a device runs what it runs.
    private static final int DEPLOYMENTS_SHOWN = 10;

    private static final int EVENTS_SHOWN = 20;

    private static final int COMMANDS_SHOWN = 10;

    private final PageFrame frame;
    private final LastContact lastContact;
    private final LastInventories inventories;
    private final PresenceReads presences;
    private final Commands commands;
    private final Configurations configurations;
    private final DeploymentReads deployments;
    private final TargetReads targets;

    DeviceViews(
            PageFrame frame,
            LastContact lastContact,
            LastInventories inventories,
            PresenceReads presences,
            Commands commands,
            Configurations configurations,
            DeploymentReads deployments,
            TargetReads targets) {
        this.frame = frame;
        this.lastContact = lastContact;
        this.inventories = inventories;
        this.presences = presences;
        this.commands = commands;
        this.configurations = configurations;
        this.deployments = deployments;
        this.targets = targets;
    }

    List<DeviceRow> rows(TenantId tenant, List<Device> devices) {
        Map<DeviceId, LastInventory> reports =
                inventories.of(tenant, devices.stream().map(Device::id).toList());
        Map<DeviceId, Presence> links = presences.of(
                tenant,
                devices.stream().filter(DeviceViews::linked).map(Device::id).toList());
        return devices.stream()
                .map(device -> row(
                        tenant,
                        device,
                        Optional.ofNullable(reports.get(device.id())),
                        Optional.ofNullable(links.get(device.id()))))
                .toList();
    }

    /** Only an accepted device can have a link. */
    private static boolean linked(Device device) {
        return device.standing() == Standing.ACCEPTED;
    }

    private DeviceRow row(TenantId tenant, Device device, Optional<LastInventory> report, Optional<Presence> presence) {
        List<Attribute> inventory =
                report.map(each -> DeviceTexts.inventory(each.attributesJson())).orElse(List.of());
        return new DeviceRow(
                device.id().toString(),
                DeviceTexts.name(device),
                DeviceTexts.identityBesideName(device),
                DeviceTexts.chip(device.standing()),
                presence.map(each -> LinkTexts.view(frame, each)),
                device.standing() == Standing.ACCEPTED
                        && newest(device, Standing.PENDING).isPresent(),
                newest(device, device.standing())
                        .or(() -> device.authSets().stream().findFirst())
                        .map(DeviceTexts::fingerprint)
                        .orElse("none"),
                DeviceTexts.value(inventory, "device_type"),
                DeviceTexts.value(inventory, "artifact_name"),
                frame.when(device.created()),
                lastContact(tenant, device),
                decision(device));
    }

    private static Optional<DeviceRow.Decision> decision(Device device) {
        return switch (device.standing()) {
            case PENDING ->
                newest(device, Standing.PENDING)
                        .map(set -> new DeviceRow.Decision(set.id().toString(), true));
            case REJECTED ->
                newest(device, Standing.REJECTED)
                        .map(set -> new DeviceRow.Decision(set.id().toString(), false));
            case ACCEPTED, PREAUTHORIZED, NOAUTH -> Optional.empty();
        };
    }

    private static Optional<AuthSet> newest(Device device, Standing standing) {
        return device.authSets().stream()
                .filter(set -> set.standing() == standing)
                .max(Comparator.comparing(AuthSet::created));
    }

    private Optional<When> lastContact(TenantId tenant, Device device) {
        return lastContact.of(new DeviceRef(tenant, device.id())).map(frame::when);
    }

    DeviceView view(TenantId tenant, Device device) {
        DeviceRef ref = new DeviceRef(tenant, device.id());
        Optional<LastInventory> report =
                Optional.ofNullable(inventories.of(tenant, List.of(device.id())).get(device.id()));
        return new DeviceView(
                device.id().toString(),
                DeviceTexts.name(device),
                DeviceTexts.chip(device.standing()),
                linked(device),
                linked(device)
                        ? Optional.of(
                                LinkTexts.view(frame, presences.connection(ref).presence()))
                        : Optional.empty(),
                presences.timeline(ref, EVENTS_SHOWN).stream()
                        .map(event -> LinkTexts.line(frame, event))
                        .toList(),
                commands.of(ref, COMMANDS_SHOWN).stream()
                        .map(command -> CommandTexts.view(frame, command))
                        .toList(),
                configurations
                        .find(tenant, device.id())
                        .map(found -> ConfigurationTexts.view(frame, found))
                        .filter(found -> !found.isEmpty()),
                DeviceTexts.identity(device),
                device.authSets().stream().map(this::key).toList().reversed(),
                frame.when(device.created()),
                frame.when(device.updated()),
                lastContact(tenant, device),
                report.map(each -> DeviceTexts.inventory(each.attributesJson())).orElse(List.of()),
                report.map(each -> frame.when(each.received())),
                visits(tenant, targets.history(tenant, device.id(), Set.of(), DEPLOYMENTS_SHOWN, 0)));
    }

    private KeyView key(AuthSet set) {
        boolean open = set.standing() == Standing.PENDING || set.standing() == Standing.REJECTED;
        boolean rejectable = set.standing() == Standing.PENDING || set.standing() == Standing.ACCEPTED;
        return new KeyView(
                set.id().toString(),
                DeviceTexts.chip(set.standing()),
                DeviceTexts.fingerprint(set),
                DeviceTexts.kind(set),
                frame.when(set.created()),
                open,
                rejectable);
    }

    private List<DeviceView.Visit> visits(TenantId tenant, List<DeviceProgress> progress) {
        List<DeploymentId> ids =
                progress.stream().map(DeviceProgress::deployment).toList();
        Map<DeploymentId, String> names = ids.isEmpty()
                ? Map.of()
                : deployments.list(tenant, DeploymentFilter.of(ids), ids.size(), 0).stream()
                        .collect(Collectors.toMap(Deployment::id, Deployment::name));
        return progress.stream()
                .map(each -> new DeviceView.Visit(
                        each.deployment().toString(),
                        names.getOrDefault(each.deployment(), each.deployment().toString()),
                        DeploymentTexts.chip(each.status()),
                        each.stalled(),
                        each.hasLog(),
                        frame.when(each.created()),
                        each.finished().map(frame::when)))
                .toList();
    }
}
