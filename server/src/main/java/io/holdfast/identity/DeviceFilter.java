package io.holdfast.identity;

import java.util.List;

/**
 * Which devices of a tenant. An empty list leaves that question open.
 *
 * @param ids at most {@link #IDS_MAX}
 */
public record DeviceFilter(List<Standing> standings, List<DeviceId> ids) {
    /** As many as fit on the largest page. */
    public static final int IDS_MAX = 500;

    /** Every device. */
    public static final DeviceFilter ALL = new DeviceFilter(List.of(), List.of());

    public DeviceFilter {
        standings = standings.stream().distinct().toList();
        ids = ids.stream().distinct().toList();
        if (ids.size() > IDS_MAX) {
            throw new IllegalArgumentException("at most " + IDS_MAX + " device ids");
        }
    }
}
