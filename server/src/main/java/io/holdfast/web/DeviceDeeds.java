package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Handler;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.identity.AcceptOutcome;
import io.holdfast.identity.Acceptance;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DecommissionOutcome;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.identity.DismissOutcome;
import io.holdfast.identity.WithdrawOutcome;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Confirmation;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Section;
import java.util.List;

/** Decisions about devices: accept, reject, dismiss, decommission. Each answers once it is in force here. */
final class DeviceDeeds {
    // A token, and the tab to go back to.
    private static final BodyRule FORM = new BodyRule.AtMost(4 * 1024);
    private static final String KEY = "/devices/{id}/keys/{key}";
    private static final String DECOMMISSION = "/devices/{id}/decommission";

    private static final Refusal LIMIT = Refusal.unprocessable(
            "acceptance.limit-reached",
            "The maximum number of accepted devices is reached. Decommission or reject one first.");
    private static final Refusal NOT_SO = Refusal.unprocessable(
            "acceptance.not-from-here", "A preauthorised key is accepted when its device comes. Dismiss it instead.");

    private final PageFrame frame;
    private final Devices devices;
    private final Acceptance acceptance;

    DeviceDeeds(PageFrame frame, Devices devices, Acceptance acceptance) {
        this.frame = frame;
        this.devices = devices;
        this.acceptance = acceptance;
    }

    List<Route> routes() {
        return List.of(
                Route.post(KEY + "/accept", Policy.PAGE, FORM, guarded(this::accept)),
                Route.post(KEY + "/reject", Policy.PAGE, FORM, guarded(this::reject)),
                Route.post(KEY + "/dismiss", Policy.PAGE, FORM, guarded(this::dismiss)),
                Route.get(DECOMMISSION, Policy.PAGE, this::confirm),
                Route.post(DECOMMISSION, Policy.PAGE, FORM, guarded(this::decommission)));
    }

    private Handler guarded(Handler deed) {
        return call -> {
            frame.tokens().require(call);
            return deed.handle(call);
        };
    }

    private Reply accept(Call call) {
        Committed<AcceptOutcome> outcome = acceptance.accept(call.caller(), call.requestId(), device(call), key(call));
        return switch (outcome.value()) {
            case AcceptOutcome.Accepted accepted -> frame.inForce(outcome, back(call), Notice.DEVICE_ACCEPTED);
            case AcceptOutcome.AlreadyAccepted already -> frame.inForce(outcome, back(call), Notice.DEVICE_ACCEPTED);
            case AcceptOutcome.LimitReached full -> Reply.refused(LIMIT);
            case AcceptOutcome.UnknownDevice unknown -> Reply.refused(DevicePages.UNKNOWN);
            case AcceptOutcome.NotFrom from -> Reply.refused(NOT_SO);
        };
    }

    private Reply reject(Call call) {
        Committed<WithdrawOutcome> outcome =
                acceptance.reject(call.caller(), call.requestId(), device(call), key(call));
        return switch (outcome.value()) {
            case WithdrawOutcome.Withdrawn withdrawn -> frame.inForce(outcome, back(call), Notice.DEVICE_REJECTED);
            case WithdrawOutcome.AlreadySo already -> frame.inForce(outcome, back(call), Notice.DEVICE_REJECTED);
            case WithdrawOutcome.UnknownDevice unknown -> Reply.refused(DevicePages.UNKNOWN);
            case WithdrawOutcome.NotFrom from -> Reply.refused(NOT_SO);
        };
    }

    private Reply dismiss(Call call) {
        Committed<DismissOutcome> outcome =
                acceptance.dismiss(call.caller(), call.requestId(), device(call), key(call));
        return switch (outcome.value()) {
            case DismissOutcome.Dismissed dismissed -> frame.inForce(outcome, back(call), Notice.KEY_DISMISSED);
            case DismissOutcome.DismissedWithDevice gone ->
                frame.inForce(outcome, Section.DEVICES.href(), Notice.DEVICE_DECOMMISSIONED);
            case DismissOutcome.UnknownDevice unknown -> Reply.refused(DevicePages.UNKNOWN);
        };
    }

    private Reply confirm(Call call) {
        Device device = DevicePages.find(devices, call);
        String page = "/devices/" + device.id();
        return frame.confirm(
                call,
                Section.DEVICES,
                new Confirmation(
                        "Decommission this device?",
                        DeviceTexts.name(device),
                        "The device is let in no more, its open deployments end, and its keys and inventory are"
                                + " forgotten. If it comes back, it is a stranger and waits as pending.",
                        page + "/decommission",
                        "Decommission",
                        page));
    }

    private Reply decommission(Call call) {
        Committed<DecommissionOutcome> outcome = acceptance.decommission(call.caller(), call.requestId(), device(call));
        return switch (outcome.value()) {
            case DecommissionOutcome.Decommissioned gone ->
                frame.inForce(outcome, Section.DEVICES.href(), Notice.DEVICE_DECOMMISSIONED);
            case DecommissionOutcome.UnknownDevice unknown -> Reply.refused(DevicePages.UNKNOWN);
        };
    }

    /** The list's tab that the form stood on, else the device's own page. */
    private static String back(Call call) {
        return call.form("tab")
                .filter(tab -> tab.chars().allMatch(c -> c >= 'a' && c <= 'z'))
                .map(tab -> tab.isEmpty() ? "/devices" : "/devices?standing=" + tab)
                .orElseGet(() -> "/devices/" + device(call));
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(DevicePages.UNKNOWN::exception);
    }

    private static AuthSetId key(Call call) {
        return AuthSetId.parse(call.parameter("key")).orElseThrow(DevicePages.UNKNOWN::exception);
    }
}
