package io.holdfast.web;

import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentStanding;
import io.holdfast.rollout.DeviceProgress;
import io.holdfast.rollout.TargetFilter;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.DeploymentRow;
import io.holdfast.web.view.DeploymentView;
import io.holdfast.web.view.Pager;
import io.holdfast.web.view.Tab;
import io.holdfast.wire.mender.DeploymentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes what the deployment pages show. */
final class DeploymentViews {
    private static final String STALLED = "stalled";

    private final PageFrame frame;
    private final TargetReads reads;
    private final Devices devices;

    DeploymentViews(PageFrame frame, TargetReads reads, Devices devices) {
        this.frame = frame;
        this.reads = reads;
        this.devices = devices;
    }

    DeploymentRow row(Deployment deployment) {
        return new DeploymentRow(
                deployment.id().toString(),
                deployment.name(),
                deployment.artifactName(),
                DeploymentTexts.chip(deployment),
                deployment.allDevices(),
                deployment.group(),
                deployment.retries(),
                deployment.tally().stalled(),
                DeploymentTexts.progress(deployment),
                frame.when(deployment.created()),
                deployment.finished().map(frame::when));
    }

    DeploymentView view(Call call, Deployment deployment) {
        TenantId tenant = call.caller().tenant();
        Paging paging = Paging.of(call);
        Optional<DeploymentStatus> shown = call.query("status").flatMap(DeploymentStatus::ofWireName);
        TargetFilter filter = call.query("status").orElse("").equals(STALLED)
                ? TargetFilter.STALLED
                : new TargetFilter(shown.map(Set::of).orElse(Set.of()), false);
        List<DeviceProgress> found = reads.devices(tenant, deployment.id(), filter, paging.limit(), paging.offset());
        boolean more = found.size() > paging.perPage();
        boolean open = deployment.standing() == DeploymentStanding.ACTIVE;
        String query = filter.stalledOnly()
                ? "status=" + STALLED + "&"
                : shown.map(each -> "status=" + each.wireName() + "&").orElse("");
        return new DeploymentView(
                row(deployment),
                open,
                deployment.force(),
                open && call.query("watch").isPresent(),
                tabs(deployment, filter, shown),
                targets(tenant, more ? found.subList(0, paging.perPage()) : found),
                Pager.of(
                        "/deployments/" + deployment.id(),
                        query + "per_page=" + paging.perPage(),
                        paging.page(),
                        more));
    }

    private static List<Tab> tabs(Deployment deployment, TargetFilter filter, Optional<DeploymentStatus> shown) {
        String page = "/deployments/" + deployment.id();
        int all =
                deployment.byStatus().values().stream().mapToInt(count -> count).sum();
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("All", all, page, filter.equals(TargetFilter.ALL)));
        DeploymentTexts.present(deployment)
                .forEach(status -> tabs.add(new Tab(
                        DeploymentTexts.chip(status).text(),
                        deployment.count(status.wireName()),
                        page + "?status=" + status.wireName(),
                        shown.equals(Optional.of(status)))));
        int stalled = deployment.tally().stalled();
        if (stalled > 0 || filter.stalledOnly()) {
            tabs.add(new Tab("Stalled", stalled, page + "?status=" + STALLED, filter.stalledOnly()));
        }
        return tabs;
    }

    private List<DeploymentView.Target> targets(TenantId tenant, List<DeviceProgress> found) {
        Map<DeviceId, String> names =
                names(tenant, found.stream().map(DeviceProgress::device).toList());
        return found.stream()
                .map(target -> new DeploymentView.Target(
                        target.device().toString(),
                        names.getOrDefault(target.device(), target.device().toString()),
                        DeploymentTexts.chip(target.status()),
                        target.substate(),
                        target.installedAnyway(),
                        target.stalled(),
                        target.attempts(),
                        target.hasLog(),
                        target.started().map(frame::when),
                        target.finished().map(frame::when)))
                .toList();
    }

    String name(TenantId tenant, DeviceId device) {
        return names(tenant, List.of(device)).getOrDefault(device, device.toString());
    }

    private Map<DeviceId, String> names(TenantId tenant, List<DeviceId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : devices.list(tenant, new DeviceFilter(List.of(), ids), 0, ids.size()).stream()
                        .collect(Collectors.toMap(device -> device.id(), DeviceTexts::name));
    }
}
