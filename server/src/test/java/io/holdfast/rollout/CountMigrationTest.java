package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.Query;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class CountMigrationTest {

    @Test
    void targets_of_the_schema_before_are_counted() throws Exception {
        // Given
        TestDatabase database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .sqlMigrationSuffixes(".expand.sql", ".contract.sql")
                .table("schema_history")
                .target("004")
                .load()
                .migrate();
        try (FleetDatabase db = FleetDatabase.opened(database)) {
            for (String sql : new String[] {"""
                insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, target_count)
                select gen_random_uuid(), gen_random_uuid(), 'd' || n, 'rel', true, 'active', 30 from generate_series(1, 3) n
                """, """
                insert into deployment_device (tenant_id, deployment_id, device_id, status)
                select tenant_id, deployment_id, gen_random_uuid(), (array['pending', 'installing', 'success'])[1 + n % 3]
                from deployment, generate_series(1, 30) n
                """}) {
                Query.on(db.connection(), sql).update();
            }

            // When
            Migrations.run(new MigratedDatabase(database).url());

            // Then
            assertThat(db.number("select count(*) from deployment_count where devices = 10"))
                    .isEqualTo(9);
            assertThat(db.wrongCounts()).isEmpty();
        }
    }
}
