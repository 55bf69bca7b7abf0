package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.Inventories;
import io.holdfast.inventory.InventoryDevice;
import io.holdfast.inventory.InventoryFilter;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Mender's inventory API, version 1: what is known of the devices. */
public final class InventoryRoutes {
    private static final String DEVICES = "/api/management/v1/inventory/devices";
    private static final Refusal UNKNOWN = Refusal.notFound("device.unknown", "there is no such device");

    private final Inventories inventories;

    public InventoryRoutes(Inventories inventories) {
        this.inventories = inventories;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(DEVICES, Policy.SIGNED_IN, this::list),
                Route.get(DEVICES + "/{id}", Policy.SIGNED_IN, this::show));
    }

    private Reply list(Call call) {
        Paging paging = Paging.of(call);
        TenantId tenant = call.caller().tenant();
        Optional<InventoryFilter> filter = InventoryQueries.filter(call);
        List<InventoryDevice> found = filter.map(
                        wanted -> inventories.list(tenant, wanted, paging.limit(), paging.offset()))
                .orElse(List.of());
        int total = filter.map(wanted -> inventories.count(tenant, wanted)).orElse(0);
        ArrayNode page = Json.array();
        found.stream().limit(paging.perPage()).map(InventoryRoutes::json).forEach(page::add);
        return paging.link(Reply.json(page), call, found.size() > paging.perPage())
                .header("X-Total-Count", Integer.toString(total));
    }

    private Reply show(Call call) {
        return DeviceId.parse(call.parameter("id"))
                .flatMap(id -> inventories.find(call.caller().tenant(), id))
                .map(device -> Reply.json(json(device)))
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private static ObjectNode json(InventoryDevice device) {
        return Json.object()
                .put("id", device.id().toString())
                .putRawValue("attributes", new RawValue(device.attributesJson()))
                .put("updated_ts", device.updated().toString());
    }
}
