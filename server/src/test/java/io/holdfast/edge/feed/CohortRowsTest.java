package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.feed.Change;
import io.holdfast.identity.DeviceId;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class CohortRowsTest {
    private final TestCell cell = new TestCell();

    @Test
    void an_inventory_of_before_there_were_columns_is_read_from_its_attributes() throws SQLException {
        // Given
        DeviceId device = cell.accept("old");
        cell.execute("""
                insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
                values ('%s', '%s', '{"device_type": {"value": "pump"}, "artifact_name": {"value": "1.0"}}', 1, now(),
                        gen_random_uuid(), 1)
                """.formatted(cell.tenant().value(), device.value()));
        try (TestNode node = TestNode.empty(cell).catchUp()) {
            assertThat(runs(node, device)).isEqualTo(new RunningSoftware("pump", "1.0"));

            // When
            cell.execute("update inventory set device_type = 'pump', artifact_name = '2.0'");
            long seq = cell.write(tx -> tx.changed(new Change.DeviceChanged(cell.tenant(), device)));
            node.catchUp();

            // Then
            assertThat(node.image().appliedSeq()).isEqualTo(seq);
            assertThat(runs(node, device)).isEqualTo(new RunningSoftware("pump", "2.0"));
            node.assertAudited();
        }
    }

    @Test
    void a_device_that_never_reported_says_nothing() throws SQLException {
        DeviceId device = cell.accept("new");
        try (TestNode node = TestNode.empty(cell).catchUp()) {
            assertThat(runs(node, device)).isEqualTo(RunningSoftware.UNSAID);
        }
    }

    private RunningSoftware runs(TestNode node, DeviceId device) {
        int index = node.image().device(cell.tenant(), device).orElseThrow().index();
        return node.image().cohorts().at(node.image().cohortOf(index)).software();
    }
}
