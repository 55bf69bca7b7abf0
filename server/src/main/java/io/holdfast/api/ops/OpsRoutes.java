package io.holdfast.api.ops;

import java.util.List;

/** What a capability lets operators do; the composition hands all of them to the {@link OpsServer}. */
public interface OpsRoutes {

    List<OpsRoute> routes();
}
