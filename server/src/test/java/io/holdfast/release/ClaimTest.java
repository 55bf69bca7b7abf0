package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class ClaimTest {

    @Test
    void every_combination_is_a_claim_and_the_order_of_writing_does_not_count() {
        Map<String, List<String>> one = new LinkedHashMap<>();
        one.put("device_type", List.of("X", "Y"));
        one.put("artifact_name", List.of("a", "b", "a"));
        Map<String, List<String>> other = new LinkedHashMap<>();
        other.put("artifact_name", List.of("b", "a"));
        other.put("device_type", List.of("Y", "X"));
        other.put("artifact_group", List.of());

        assertThat(claims(one)).hasSize(4).containsExactlyInAnyOrderElementsOf(claims(other));
        assertThat(claims(one)).extracting(Claim::deviceType).containsExactlyInAnyOrder("X", "X", "Y", "Y");
    }

    @Test
    void what_is_spelled_alike_but_is_not_the_same_stays_apart() {
        assertThat(claims(Map.of("device_type", List.of("X"), "a", List.of("b;1:c=1:d"))))
                .doesNotContainAnyElementsOf(
                        claims(Map.of("device_type", List.of("X"), "a", List.of("b"), "c", List.of("d"))));
        assertThat(claims(Map.of("device_type", List.of("X"), "a", List.of("bc"))))
                .doesNotContainAnyElementsOf(claims(Map.of("device_type", List.of("X"), "ab", List.of("c"))));
    }

    @Test
    void there_is_a_limit() {
        List<String> thousand =
                IntStream.range(0, Claim.MAX).mapToObj(i -> "t" + i).toList();

        assertThat(Claim.of(Map.of("device_type", thousand))).isPresent();
        assertThat(Claim.of(Map.of("device_type", thousand, "k", List.of("a", "b"))))
                .isEmpty();
    }

    @Test
    void artifacts_from_before_there_were_claims_have_the_same_ones_as_today() throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .locations("classpath:db/migration")
                .sqlMigrationSuffixes(".expand.sql", ".contract.sql")
                .table("schema_history")
                .target("2")
                .load()
                .migrate();
        Map<String, List<String>> plain = Map.of("device_type", List.of("X", "Y"));
        Map<String, List<String>> rich = Map.of(
                "device_type", List.of("größe", "🚀"), "rootfs-image.checksum", List.of("a", "b"), "Ω", List.of(";=:"));
        try (Connection connection = database.connect()) {
            UUID tenant = UUID.randomUUID();
            UUID first = old(connection, tenant, plain);
            UUID second = old(connection, tenant, rich);

            Migrations.run(new MigratedDatabase(database).url());

            assertThat(stored(connection, first)).containsExactlyInAnyOrderElementsOf(claims(plain));
            assertThat(stored(connection, second)).containsExactlyInAnyOrderElementsOf(claims(rich));
        }
    }

    private static UUID old(Connection connection, UUID tenant, Map<String, List<String>> depends) {
        UUID artifact = UUID.randomUUID();
        var contents = Json.object();
        var object = contents.putObject("artifact_depends");
        depends.forEach((key, values) -> values.forEach(object.withArray(key)::add));
        Query.on(connection, """
                        insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)
                        values (?, ?, ?, 'b', 1, sha256('c'), false, ?::jsonb)
                        """)
                .with(tenant, artifact, artifact.toString(), Json.text(contents))
                .update();
        return artifact;
    }

    private static List<Claim> stored(Connection connection, UUID artifact) {
        return Query.on(
                        connection,
                        "select encode(depends_key, 'hex') as key, device_type from artifact_claim where artifact_id = ?")
                .with(artifact)
                .list(row -> new Claim(row.getString("key"), row.getString("device_type")));
    }

    private static List<Claim> claims(Map<String, List<String>> depends) {
        return Claim.of(depends).orElseThrow();
    }
}
