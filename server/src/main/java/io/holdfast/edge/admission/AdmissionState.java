package io.holdfast.edge.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How admission is at one moment, for the people who run the node.
 *
 * @param strain how the node bears what it is asked
 * @param lag the mean delay of the worst event loop over the last second
 * @param heap in use after the last collection, as a share of the most there may be
 * @param limiting whether tenants are held against their shares
 * @param shareMicros what a tenant may use of the event loops then, in microseconds a second; infinite when there is enough
 * @param capacityMicros what the loops were seen to get through in the last overload, in the same unit
 * @param shareRefused requests put off for their tenant's share since the start
 * @param talkers the tenants that ask for most
 * @param window how long until every device that returns may come; empty while nobody is told to wait
 * @param waiting connections accepted and not yet heard
 * @param linksExpected links that stood lately, or before the stop
 * @param connectsPerSecond links a second that the node was seen to take
 * @param slotsGiven connects put off since the start
 * @param refusalNanos what answering a device with 503 takes of an event loop in the mean, in nanoseconds; 0 when none was
 */
public record AdmissionState(
        Strain strain,
        Duration lag,
        double heap,
        boolean limiting,
        double shareMicros,
        double capacityMicros,
        long shareRefused,
        List<TenantDemand> talkers,
        Optional<Duration> window,
        int waiting,
        int linksExpected,
        double connectsPerSecond,
        long slotsGiven,
        long refusalNanos) {}
