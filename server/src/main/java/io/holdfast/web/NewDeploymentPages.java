package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.identity.Standing;
import io.holdfast.inventory.LastInventories;
import io.holdfast.inventory.LastInventory;
import io.holdfast.platform.http.Reply;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.Targets;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.DeploymentForm;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The form for a new deployment: which release, to which devices. */
final class NewDeploymentPages {
    private static final int CANDIDATES_SHOWN = 100;
    private static final int NAME_CHARS_MAX = 256;

    private final PageFrame frame;
    private final Deployments deployments;
    private final Devices devices;
    private final LastInventories inventories;

    NewDeploymentPages(PageFrame frame, Deployments deployments, Devices devices, LastInventories inventories) {
        this.frame = frame;
        this.deployments = deployments;
        this.devices = devices;
        this.inventories = inventories;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/deployments/new", Policy.PAGE, this::form),
                Route.post("/deployments", Policy.PAGE, BodyRule.JSON, this::create));
    }

    private Reply form(Call call) {
        List<String> chosen = call.queryAll("device");
        DeploymentDraft empty = new DeploymentDraft(
                "", call.query("release").orElse(""), chosen.isEmpty(), false, Set.copyOf(chosen), "");
        return form(call, 200, empty, Optional.empty());
    }

    private Reply form(Call call, int status, DeploymentDraft draft, Optional<String> refusal) {
        TenantId tenant = call.caller().tenant();
        DeploymentForm view = new DeploymentForm(
                draft.name(),
                draft.release(),
                deployments.deployable(tenant),
                draft.all(),
                draft.force(),
                candidates(tenant, draft.ticked()),
                devices.count(tenant, List.of(Standing.ACCEPTED)),
                draft.others(),
                refusal);
        return frame.page(call, status, Section.DEPLOYMENTS, "New deployment", "deployment-new", view);
    }

    /** The ticked ones first, then accepted devices from the oldest on. */
    private List<DeploymentForm.Candidate> candidates(TenantId tenant, Set<String> ticked) {
        List<DeviceId> chosen = ticked.stream()
                .flatMap(id -> DeviceId.parse(id).stream())
                .limit(CANDIDATES_SHOWN)
                .toList();
        List<Standing> accepted = List.of(Standing.ACCEPTED);
        List<Device> shown = new ArrayList<>();
        if (!chosen.isEmpty()) {
            shown.addAll(devices.list(tenant, new DeviceFilter(accepted, chosen), 0, chosen.size()));
        }
        devices.list(tenant, new DeviceFilter(accepted, List.of()), 0, CANDIDATES_SHOWN).stream()
                .filter(device -> !chosen.contains(device.id()))
                .limit(CANDIDATES_SHOWN - shown.size())
                .forEach(shown::add);
        Map<DeviceId, LastInventory> reports =
                inventories.of(tenant, shown.stream().map(Device::id).toList());
        return shown.stream()
                .map(device -> new DeploymentForm.Candidate(
                        device.id().toString(),
                        DeviceTexts.name(device),
                        Optional.ofNullable(reports.get(device.id()))
                                .map(report -> DeviceTexts.inventory(report.attributesJson()))
                                .flatMap(inventory -> DeviceTexts.value(inventory, "device_type"))
                                .orElse(""),
                        chosen.contains(device.id())))
                .toList();
    }

    private Reply create(Call call) {
        frame.tokens().require(call);
        DeploymentDraft draft = DeploymentDraft.of(call);
        if (draft.release().isEmpty() || draft.release().length() > NAME_CHARS_MAX) {
            return again(call, draft, "Choose a release.");
        }
        if (draft.name().length() > NAME_CHARS_MAX) {
            return again(call, draft, "A name has at most " + NAME_CHARS_MAX + " characters.");
        }
        return switch (draft.targets()) {
            case DeploymentDraft.Wanted.Nobody nobody -> again(call, draft, "Tick a device, or choose all devices.");
            case DeploymentDraft.Wanted.NotAnId not ->
                again(call, draft, "“" + not.text() + "” is not a device's id. Write one id a line.");
            case DeploymentDraft.Wanted.TooMany many ->
                again(call, draft, "One deployment takes at most " + Targets.These.MAX + " listed devices.");
            case DeploymentDraft.Wanted.Good good -> create(call, draft, good.targets());
        };
    }

    private Reply create(Call call, DeploymentDraft draft, Targets targets) {
        String name = draft.name().isEmpty() ? draft.release() : draft.name();
        Committed<Deployments.CreateOutcome> outcome = deployments.create(
                call.caller(), call.requestId(), new NewDeployment(name, draft.release(), targets, draft.force()));
        return switch (outcome.value()) {
            case Deployments.CreateOutcome.Created created ->
                frame.inForce(outcome, "/deployments/" + created.id(), Notice.DEPLOYMENT_CREATED);
            case Deployments.CreateOutcome.NoSuchRelease none ->
                again(call, draft, "There is no release of this name any more. Choose another.");
            case Deployments.CreateOutcome.SameActive same ->
                again(call, draft, "The very same deployment is in progress already.");
            case Deployments.CreateOutcome.NoTargets none ->
                again(call, draft, "None of these devices is accepted, so there is nobody to deploy to.");
        };
    }

    private Reply again(Call call, DeploymentDraft draft, String sentence) {
        return form(call, 422, draft, Optional.of(sentence));
    }
}
