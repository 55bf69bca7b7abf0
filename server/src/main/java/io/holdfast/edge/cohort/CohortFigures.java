package io.holdfast.edge.cohort;

import io.holdfast.edge.image.Cohort;
import java.util.Optional;

/**
 * What a cohort costs this node.
 *
 * @param devices accepted devices in it, whether or not they were heard
 * @param links of it that are open here
 * @param costShare of the event loops' time that all devices took in the last minute
 * @param trafficShare of all devices' requests in the last minute
 * @param suspicion why it is out of line, if it is
 */
public record CohortFigures(
        Cohort cohort,
        int devices,
        long links,
        Spent tenSeconds,
        Spent minute,
        Spent fiveMinutes,
        double costShare,
        double trafficShare,
        Optional<Suspicion> suspicion) {}
