package io.holdfast.edge.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.ImageCheck;
import io.holdfast.edge.feed.TestCell;
import io.holdfast.edge.feed.TestNode;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.TestKeys;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-check of a node against a real database, well and after each kind of damage. */
class NodeExaminationTest {
    @TempDir
    Path folder;

    private final TestCell cell = new TestCell();

    private List<Finding> examine(boolean ownDatabase, Damage damage) throws SQLException {
        try (LocalStore store = LocalStore.open(folder, 1 << 20, Dice.secure())) {
            LocalStore.Loaded loaded = store.load(TestKeys.OPENER, Clock.system(), Dice.secure());
            try (TestNode node = new TestNode(cell, loaded.writer(), loaded.durable(), loaded.cursor())) {
                DeviceId device = cell.accept("first");
                cell.accept("second");
                node.catchUp();
                damage.does(store, device);
                node.catchUp();
                NodeExamination examination = new NodeExamination(new NodeExamination.Parts(
                        cell.connections(),
                        ownDatabase,
                        store,
                        node.image(),
                        OptionalLong.of(1),
                        node.counters(),
                        new ImageCheck(node.image(), TestKeys.OPENER, Clock.system(), Dice.secure())));
                assertThat(examination.waitsFor()).isEmpty();
                return examination.findings();
            }
        }
    }

    @FunctionalInterface
    private interface Damage {
        void does(LocalStore store, DeviceId device);
    }

    private static Finding.Bad onlyBad(List<Finding> findings) {
        List<Finding.Bad> bad = findings.stream()
                .filter(Finding.Bad.class::isInstance)
                .map(Finding.Bad.class::cast)
                .toList();
        assertThat(bad).hasSize(1);
        return bad.getFirst();
    }

    @Test
    void a_node_and_a_database_that_are_well_pass() throws SQLException {
        List<Finding> findings = examine(true, (store, device) -> {});

        assertThat(Verdict.of(findings)).isInstanceOf(Verdict.Passed.class);
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly("checksums", "feed", "reports", "journal", "image");
        assertThat(findings.getLast().sentence()).startsWith("2 devices agree");
    }

    @Test
    void a_device_that_the_feed_never_named_is_found() throws SQLException {
        List<Finding> findings = examine(
                true,
                (store, device) ->
                        cell.execute("update device set standing = 'rejected' where device_id = '" + device + "'"));

        assertThat(onlyBad(findings).check()).isEqualTo("image");
        assertThat(onlyBad(findings).sentence()).contains(device(findings));
    }

    private static String device(List<Finding> findings) {
        return findings.getLast().sentence().replaceAll(".*(device [0-9a-f-]{36}).*", "$1");
    }

    @Test
    void a_device_that_is_in_the_database_and_not_in_the_image_is_found() throws SQLException {
        List<Finding> findings = examine(true, (store, device) -> cell.acceptMany(1));

        assertThat(onlyBad(findings).check()).isEqualTo("image");
    }

    @Test
    void a_database_that_was_put_back_is_found() throws SQLException {
        List<Finding> findings = examine(
                true,
                (store, device) -> cell.execute(
                        "update feed_commit set nonce = gen_random_uuid() where seq = (select max(seq) from feed_commit)"));

        assertThat(onlyBad(findings).check()).isEqualTo("feed");
        assertThat(onlyBad(findings).sentence()).contains("restored or failed over");
    }

    @Test
    void a_node_folder_that_was_put_back_is_found() throws SQLException {
        List<Finding> findings = examine(
                true,
                (store, device) -> cell.execute(
                        "insert into node (node_id, boot_id, version, report_high_water) values ('" + store.nodeId()
                                + "', gen_random_uuid(), 'test', " + ((store.boot() + 1) << 39) + ")"));

        assertThat(onlyBad(findings).check()).isEqualTo("reports");
    }
}
