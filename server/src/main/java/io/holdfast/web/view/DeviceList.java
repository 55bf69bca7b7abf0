package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** The devices page. */
public record DeviceList(
        List<Tab> tabs,
        String tab,
        boolean fleetEmpty,
        List<DeviceRow> rows,
        Pager pager,
        Optional<ConnectView> connect) {}
