package io.holdfast.edge.salvage;

import java.time.Instant;

/**
 * The database was restored to an earlier moment, and devices accepted after it have not all come back.
 *
 * @param since when this node noticed, or was started and noticed again
 * @param readopted devices accepted again by this node
 * @param pending of those that came back, how many wait for a person because their tenant has no room
 * @param refusedAgain decommissionings and withdrawals that this node repeated
 * @param waiting devices that have not come back
 */
public record LostHistoryIncident(Instant since, int readopted, int pending, int refusedAgain, int waiting) {}
