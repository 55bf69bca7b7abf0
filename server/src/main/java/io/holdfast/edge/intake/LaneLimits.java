package io.holdfast.edge.intake;

/**
 * The bounds of one lane. What is refused is answered at once, so that a device never waits behind more than it can outlive.
 *
 * @param batchReports reports in one batch
 * @param batchBytes bytes in one batch; one larger report goes alone
 * @param queuedReports reports that wait, of all tenants
 * @param queuedBytes bytes that wait, of all tenants
 * @param tenantReports reports that wait, of one tenant
 * @param tenantBytes bytes that wait, of one tenant
 */
public record LaneLimits(
        int batchReports, long batchBytes, int queuedReports, long queuedBytes, int tenantReports, long tenantBytes) {
    private static final int MIB = 1 << 20;

    /** 500 rows because a cap of 50 costs half the rate on a slow disk; 1 MiB and 500 rows commit well within 2 s. */
    static final LaneLimits REPORTS = new LaneLimits(500, MIB, 40_000, 64 * MIB, 30_000, 48 * MIB);

    /** Logs are few and large. */
    static final LaneLimits LOGS = new LaneLimits(50, 2 * MIB, 2_000, 64 * MIB, 1_500, 48 * MIB);
}
