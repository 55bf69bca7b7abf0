package io.holdfast.edge.intake;

import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.util.List;

/**
 * The database role that intake writes as: report and enrolment tables only, so that no mistake in what a device can reach
 * changes a user, a release or a deployment.
 */
public final class IntakeRole {
    /** Its name; a cell's roles are of the whole PostgreSQL server, so its databases share it. */
    public static final String NAME = "holdfast_intake";

    private IntakeRole() {}

    private static final String MAY_CREATE = """
            select exists (select 1 from pg_roles where rolname = ?) as present,
                   (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as allowed
            """;

    /** Each may be run again. The last one tells a session that it may take the role. */
    private static final List<String> GRANTS = List.of(
            "grant " + NAME + " to current_user",
            "grant usage on schema public to " + NAME,
            "grant select on deployment, feed_head, device_tombstone to " + NAME,
            "grant select, update on deployment_device, node, tenant_quota to " + NAME,
            "grant insert on tenant_quota to " + NAME,
            "grant update on feed_head to " + NAME,
            "grant select, insert on feed_commit, deployment_event to " + NAME,
            "grant select, insert, update on deployment_log, deployment_count, inventory, reported_configuration to "
                    + NAME,
            "grant select, insert, update, delete on device, auth_set to " + NAME,
            "grant select, delete on readopted_device to " + NAME);

    /**
     * Creates the role where it is missing and grants it what intake needs and nothing else. Runs on the owner's connection,
     * after the migrations; running it again is harmless.
     *
     * @return false when the database's user may not create roles: intake then writes as that user
     */
    public static boolean grant(Connection connection) {
        record Standing(boolean present, boolean allowed) {}
        Standing standing = Query.on(connection, MAY_CREATE)
                .with(NAME)
                .first(row -> new Standing(row.getBoolean("present"), row.getBoolean("allowed")))
                .orElseThrow();
        if (!standing.allowed()) {
            return false;
        }
        if (!standing.present()) {
            Query.on(connection, "create role " + NAME + " nologin").update();
        }
        GRANTS.forEach(grant -> Query.on(connection, grant).update());
        return true;
    }
}
