package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.gateway.connection.LiveDevices;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.http.Refusal;

/** The device in the path of a call that needs its live link. */
final class LiveDevicePath {
    static final Refusal UNTOLD = new Refusal(
            503, "device.not-known-yet", "this node cannot tell now whether there is such a device; try again");

    private LiveDevicePath() {}

    /** The device, if it is connected; refused with 404 if there is none, and with the status for one that is not connected. */
    static DeviceRef connected(Call call, LiveDevices devices, int notConnectedStatus) {
        return switch (find(call, devices)) {
            case LiveDevices.Found.Connected connected -> connected.device();
            case LiveDevices.Found.NotConnected ignored -> {
                Refusal refusal = SessionOpening.Reason.NOT_CONNECTED.refusal();
                throw new Refusal(notConnectedStatus, refusal.code(), refusal.sentence()).exception();
            }
            case LiveDevices.Found.Unknown ignored ->
                throw SessionOpening.Reason.DEVICE_UNKNOWN.refusal().exception();
            case LiveDevices.Found.Untold ignored -> throw UNTOLD.exception();
        };
    }

    static LiveDevices.Found find(Call call, LiveDevices devices) {
        DeviceId id = DeviceId.parse(call.parameter("id"))
                .orElseThrow(
                        () -> SessionOpening.Reason.DEVICE_UNKNOWN.refusal().exception());
        return devices.find(call.caller().tenant(), id);
    }

    static SessionOwner owner(Call call) {
        return new SessionOwner(call.caller().tenant(), call.caller().user().toString());
    }
}
