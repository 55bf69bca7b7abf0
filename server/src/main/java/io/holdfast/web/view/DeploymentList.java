package io.holdfast.web.view;

import java.util.List;

/** The deployments page. */
public record DeploymentList(List<Tab> tabs, boolean noneAtAll, List<DeploymentRow> rows, Pager pager) {}
