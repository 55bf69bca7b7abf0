package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.identity.Standing;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.DeviceList;
import io.holdfast.web.view.Pager;
import io.holdfast.web.view.Section;
import io.holdfast.web.view.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The devices of a tenant by standing, and each on its own page. */
final class DevicePages {
    static final Refusal UNKNOWN = Refusal.notFound("device.unknown", "There is no such device.");

    /** A tab of the list, in the order of how often people need it. */
    private enum Shown {
        ALL("All", "", List.of()),
        PENDING("Pending", "pending", List.of(Standing.PENDING)),
        ACCEPTED("Accepted", "accepted", List.of(Standing.ACCEPTED)),
        REJECTED("Rejected", "rejected", List.of(Standing.REJECTED)),
        PREAUTHORIZED("Preauthorised", "preauthorized", List.of(Standing.PREAUTHORIZED)),
        NO_KEY("No key", "noauth", List.of(Standing.NOAUTH));

        private final String title;
        private final String name;
        private final List<Standing> standings;

        Shown(String title, String name, List<Standing> standings) {
            this.title = title;
            this.name = name;
            this.standings = standings;
        }

        static Shown of(Call call) {
            String wanted = call.query("standing").orElse("");
            for (Shown each : values()) {
                if (each.name.equals(wanted)) {
                    return each;
                }
            }
            return ALL;
        }

        String href() {
            return this == ALL ? "/devices" : "/devices?standing=" + name;
        }
    }

    private final PageFrame frame;
    private final Devices devices;
    private final DeviceViews views;
    private final Connecting connecting;

    DevicePages(PageFrame frame, Devices devices, DeviceViews views, Connecting connecting) {
        this.frame = frame;
        this.devices = devices;
        this.views = views;
        this.connecting = connecting;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/devices", Policy.PAGE, BodyRule.NONE, this::list),
                new Route("GET", "/devices/{id}", Policy.PAGE, BodyRule.NONE, this::show));
    }

    private Reply list(Call call) {
        TenantId tenant = call.caller().tenant();
        Shown shown = Shown.of(call);
        Paging paging = Paging.of(call);
        DeviceFilter filter = new DeviceFilter(shown.standings, List.of());
        List<Device> found = devices.list(tenant, filter, paging.offset(), paging.limit());
        boolean more = found.size() > paging.perPage();
        List<Tab> tabs = tabs(tenant, shown);
        boolean empty = tabs.getFirst().count() == 0;
        DeviceList view = new DeviceList(
                tabs,
                shown.name,
                empty,
                views.rows(tenant, more ? found.subList(0, paging.perPage()) : found),
                Pager.of("/devices", query(shown, paging), paging.page(), more),
                empty ? Optional.of(connecting.view(call.publicUrl(), tenant)) : Optional.empty());
        return frame.page(call, Section.DEVICES, "Devices", "devices", view);
    }

    private static String query(Shown shown, Paging paging) {
        String standing = shown == Shown.ALL ? "" : "standing=" + shown.name + "&";
        return standing + "per_page=" + paging.perPage();
    }

    private List<Tab> tabs(TenantId tenant, Shown current) {
        List<Tab> tabs = new ArrayList<>();
        for (Shown each : Shown.values()) {
            long count = devices.count(tenant, each.standings);
            boolean rare = each == Shown.PREAUTHORIZED || each == Shown.NO_KEY;
            if (!rare || count > 0 || each == current) {
                tabs.add(new Tab(each.title, count, each.href(), each == current));
            }
        }
        return tabs;
    }

    private Reply show(Call call) {
        TenantId tenant = call.caller().tenant();
        Device device = find(devices, call);
        return frame.page(call, Section.DEVICES, DeviceTexts.name(device), "device", views.view(tenant, device));
    }

    static Device find(Devices devices, Call call) {
        return DeviceId.parse(call.parameter("id"))
                .flatMap(id -> devices.find(call.caller().tenant(), id))
                .orElseThrow(UNKNOWN::exception);
    }
}
