package io.holdfast.platform.database;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.startup.StartRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema to what this program needs. Safe to run on several nodes at once: one does it, the others wait. */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /**
     * Runs what has not run yet.
     *
     * @return how many migrations ran
     * @throws StartRefused {@code database.migrations-unsafe} when the lint refuses a migration,
     *     {@code database.migration-failed} when one failed
     * @throws DatabaseException when the database is away: nothing was changed that a later call does not finish
     */
    public static int run(DatabaseUrl url) {
        refuseUnsafe(MigrationLint.ofProgram());
        return run(DatabasePools.dataSource(url, DatabaseRole.MIGRATION), "classpath:" + MigrationFiles.FOLDER);
    }

    static int run(DataSource source, String location) {
        reach(source);
        try {
            int ran = Flyway.configure()
                    .dataSource(source)
                    .locations(location)
                    .sqlMigrationSuffixes(".expand.sql", ".contract.sql")
                    .validateMigrationNaming(true)
                    .table("schema_history")
                    .connectRetries(0)
                    // CREATE INDEX CONCURRENTLY waits for every open transaction: a lock held by one would be a
                    // deadlock.
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load()
                    .migrate()
                    .migrationsExecuted;
            log.atInfo().addKeyValue("migrations", ran).log("database schema is current");
            return ran;
        } catch (FlywayException failed) {
            throw refusal(failed);
        }
    }

    static void refuseUnsafe(List<MigrationFinding> findings) {
        if (!findings.isEmpty()) {
            throw new StartRefused(
                    "database.migrations-unsafe",
                    "A schema change of this build is unsafe: " + findings.getFirst(),
                    "Nothing was changed. Use a build whose tests pass.");
        }
    }

    /** Asked first, because the migration tool's own complaint about an absent database is a page long. */
    private static void reach(DataSource source) {
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(1)) {
                throw new SQLException("the database does not answer", "08006");
            }
        } catch (SQLException away) {
            throw new DatabaseException(away);
        }
    }

    private static RuntimeException refusal(FlywayException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                DatabaseException sorted = new DatabaseException(sql);
                if (sorted.kind() != DatabaseException.Kind.FAULT && sorted.kind() != DatabaseException.Kind.BAD_DATA) {
                    return sorted;
                }
            }
        }
        return new StartRefused(
                "database.migration-failed",
                "A schema change failed: " + failed.getMessage(),
                "The failed change was rolled back; the log names the statement. Repair its cause and start again.",
                failed);
    }
}
