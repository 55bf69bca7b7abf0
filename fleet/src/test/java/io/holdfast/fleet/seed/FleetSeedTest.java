package io.holdfast.fleet.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.WorkFolder;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class FleetSeedTest {
    @Test
    void devices_and_deployments_are_what_the_schema_takes_and_ids_agree_with_java() throws Exception {
        try (WorkFolder folder = WorkFolder.create("seed");
                OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"), Map.of())) {
            Flyway.configure().dataSource(postgres.url(), null, null).load().migrate();
            try (FleetSeed seed = FleetSeed.into(postgres)) {
                UUID tenant = seed.tenant("seeded");

                seed.devices(tenant, 0, 1_000);
                seed.deployment(tenant, 3, "board", 0, 1_000, 900);
                seed.settle();

                assertThat(count(postgres, "device where standing = 'accepted'"))
                        .isEqualTo(1_000);
                assertThat(count(postgres, "auth_set where standing = 'accepted'"))
                        .isEqualTo(1_000);
                assertThat(count(
                                postgres,
                                "device where device_id = '" + SeededIds.device(999) + "'"
                                        + " and identity ->> 'mac' = '02:00:00:00:03:e7'"))
                        .isEqualTo(1);
                assertThat(count(postgres, "deployment_device where finished and status = 'success'"))
                        .isEqualTo(900);
                assertThat(count(
                                postgres,
                                "deployment_device where not finished and deployment_id = '" + SeededIds.deployment(3)
                                        + "'"))
                        .isEqualTo(100);
            }
        }
    }

    private static long count(OwnPostgres postgres, String what) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
