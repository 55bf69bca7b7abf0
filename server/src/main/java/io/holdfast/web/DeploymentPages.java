package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentPhase;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.Confirmation;
import io.holdfast.web.view.DeploymentList;
import io.holdfast.web.view.LogView;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Pager;
import io.holdfast.web.view.Section;
import io.holdfast.web.view.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments: list, progress of one, a device's log, abort. */
final class DeploymentPages {
    private static final BodyRule FORM = new BodyRule.AtMost(4 * 1024);
    private static final String LIST = "/deployments";
    private static final String ONE = LIST + "/{id}";
    private static final Refusal UNKNOWN = Refusal.notFound("deployment.unknown", "There is no such deployment.");
    private static final Refusal NO_LOG =
            Refusal.notFound("deployment.no-log", "This device sent no log for this deployment.");
    private static final Refusal FINISHED = Refusal.unprocessable(
            "deployment.finished", "This deployment has finished; there is nothing left to abort.");

    private final PageFrame frame;
    private final Deployments deployments;
    private final DeploymentReads reads;
    private final TargetReads targets;
    private final DeploymentViews views;

    DeploymentPages(
            PageFrame frame,
            Deployments deployments,
            DeploymentReads reads,
            TargetReads targets,
            DeploymentViews views) {
        this.frame = frame;
        this.deployments = deployments;
        this.reads = reads;
        this.targets = targets;
        this.views = views;
    }

    List<Route> routes() {
        return List.of(
                Route.get(LIST, Policy.PAGE, this::list),
                Route.get(ONE, Policy.PAGE, this::show),
                Route.get(ONE + "/devices/{device}/log", Policy.PAGE, this::log),
                Route.get(ONE + "/abort", Policy.PAGE, this::confirm),
                Route.post(ONE + "/abort", Policy.PAGE, FORM, this::abort));
    }

    private Reply list(Call call) {
        TenantId tenant = call.caller().tenant();
        Optional<DeploymentPhase> phase = call.query("phase").flatMap(DeploymentPhase::ofWireName);
        Paging paging = Paging.of(call);
        List<Deployment> found = reads.list(tenant, filter(phase), paging.limit(), paging.offset());
        boolean more = found.size() > paging.perPage();
        List<Tab> tabs = tabs(tenant, phase);
        String query = phase.map(each -> "phase=" + each.wireName() + "&").orElse("");
        DeploymentList view = new DeploymentList(
                tabs,
                tabs.getFirst().count() == 0,
                found.stream().limit(paging.perPage()).map(views::row).toList(),
                Pager.of(LIST, query + "per_page=" + paging.perPage(), paging.page(), more));
        return frame.page(call, Section.DEPLOYMENTS, "Deployments", "deployments", view);
    }

    private static DeploymentFilter filter(Optional<DeploymentPhase> phase) {
        return new DeploymentFilter(phase, "", List.of(), List.of(), Optional.empty(), Optional.empty(), false);
    }

    private List<Tab> tabs(TenantId tenant, Optional<DeploymentPhase> current) {
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("All", reads.count(tenant, DeploymentFilter.ALL), LIST, current.isEmpty()));
        for (DeploymentPhase each : DeploymentPhase.values()) {
            Optional<DeploymentPhase> phase = Optional.of(each);
            tabs.add(new Tab(
                    DeploymentTexts.title(each),
                    reads.count(tenant, filter(phase)),
                    LIST + "?phase=" + each.wireName(),
                    current.equals(phase)));
        }
        return tabs;
    }

    private Reply show(Call call) {
        Deployment deployment = find(call);
        return frame.page(call, Section.DEPLOYMENTS, deployment.name(), "deployment", views.view(call, deployment));
    }

    private Reply log(Call call) {
        TenantId tenant = call.caller().tenant();
        Deployment deployment = find(call);
        DeviceId device = DeviceId.parse(call.parameter("device")).orElseThrow(NO_LOG::exception);
        String messages = targets.log(tenant, deployment.id(), device).orElseThrow(NO_LOG::exception);
        LogView view = new LogView(
                deployment.id().toString(), deployment.name(), device.toString(), views.name(tenant, device), messages);
        return frame.page(call, Section.DEPLOYMENTS, "Log", "log", view);
    }

    private Reply confirm(Call call) {
        Deployment deployment = find(call);
        String page = LIST + "/" + deployment.id();
        return frame.confirm(
                call,
                Section.DEPLOYMENTS,
                new Confirmation(
                        "Abort this deployment?",
                        deployment.name(),
                        "No further device is offered it. A device that is installing already is told to stop and goes"
                                + " back to what it ran; one that has finished keeps the release.",
                        page + "/abort",
                        "Abort deployment",
                        page));
    }

    private Reply abort(Call call) {
        frame.tokens().require(call);
        DeploymentId id = id(call);
        Committed<Deployments.AbortOutcome> outcome = deployments.abort(call.caller(), call.requestId(), id);
        return switch (outcome.value()) {
            case Deployments.AbortOutcome.Aborted aborted ->
                frame.inForce(outcome, LIST + "/" + id, Notice.DEPLOYMENT_ABORTED);
            case Deployments.AbortOutcome.Unknown unknown -> Reply.refused(UNKNOWN);
            case Deployments.AbortOutcome.FinishedAlready finished -> Reply.refused(FINISHED);
        };
    }

    private Deployment find(Call call) {
        return reads.find(call.caller().tenant(), id(call)).orElseThrow(UNKNOWN::exception);
    }

    private static DeploymentId id(Call call) {
        return DeploymentId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }
}
