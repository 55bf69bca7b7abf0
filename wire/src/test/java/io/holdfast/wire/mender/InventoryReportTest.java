package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryReportTest {

    @Test
    void every_type_of_value_is_read_and_stored_under_its_name() {
        InventoryReport report =
                parse("[{\"name\":\"s\",\"value\":\"x\",\"description\":\"d\"},{\"name\":\"n\",\"value\":1.50},"
                        + "{\"name\":\"b\",\"value\":true},{\"name\":\"l\",\"value\":[\"x\",\"y\"]},{\"name\":\"m\",\"value\":[1,2]},"
                        + "{\"name\":\"e\",\"value\":[],\"timestamp\":\"t\",\"scope\":\"inventory\"}]");

        assertThat(report.toJson())
                .isEqualTo(
                        "{\"b\":{\"value\":true},\"e\":{\"value\":[]},\"l\":{\"value\":[\"x\",\"y\"]},"
                                + "\"m\":{\"value\":[1,2]},\"n\":{\"value\":1.5},\"s\":{\"value\":\"x\",\"description\":\"d\"}}");
        assertThat(parse("[]").toJson()).isEqualTo("{}");
    }

    @Test
    void the_order_of_attributes_does_not_matter() {
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            attributes.add("{\"name\":\"a" + i + "\",\"value\":\"v" + (i % 3) + "\"}");
        }
        InventoryReport first = parse(attributes.toString());

        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(attributes, new Random(seed));
            InventoryReport shuffled = parse(attributes.toString());
            assertThat(shuffled.contentHash()).isEqualTo(first.contentHash());
            assertThat(shuffled).isEqualTo(first);
        }
    }

    @Test
    void any_difference_of_content_is_another_hash() {
        Set<Long> hashes = new HashSet<>();
        List<String> reports = List.of(
                "[]",
                "[{\"name\":\"a\",\"value\":\"1\"}]",
                "[{\"name\":\"a\",\"value\":1}]",
                "[{\"name\":\"a\",\"value\":\"1\",\"description\":\"d\"}]",
                "[{\"name\":\"a\",\"value\":[\"1\"]}]",
                "[{\"name\":\"a\",\"value\":\"2\"}]",
                "[{\"name\":\"b\",\"value\":\"1\"}]",
                "[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"b\",\"value\":\"2\"}]",
                "[{\"name\":\"a\",\"value\":\"2\"},{\"name\":\"b\",\"value\":\"1\"}]",
                "[{\"name\":\"a\",\"value\":[\"1\",\"2\"]}]",
                "[{\"name\":\"a\",\"value\":[\"2\",\"1\"]}]");

        for (String report : reports) {
            hashes.add(parse(report).contentHash());
        }

        assertThat(hashes).hasSize(reports.size());
    }

    @Test
    void the_hash_is_stored_so_it_never_changes() {
        assertThat(parse("[]").contentHash()).isZero();
        assertThat(parse("[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"é\",\"value\":[1.0,2],\"description\":\"d\"}]")
                        .contentHash())
                .isEqualTo(-8056524302592555055L);
    }

    @Test
    void a_name_twice_counts_as_its_last_value() {
        assertThat(parse("[{\"name\":\"a\",\"value\":1},{\"name\":\"a\",\"value\":2}]"))
                .isEqualTo(parse("[{\"name\":\"a\",\"value\":2}]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[[]]",
                "[{\"name\":1,\"value\":1}]",
                "[{\"name\":\"a\",\"value\":{}}]",
                "[{\"name\":\"a\",\"value\":[[]]}]",
                "[{\"name\":\"a\",\"value\":[1,\"x\"]}]",
                "[{\"name\":\"a\",\"value\":[null]}]",
                "[{\"name\":\"a\",\"value\":1,\"description\":1}]"
            })
    void values_without_a_type_in_the_inventory_are_refused(String body) {
        assertRefused("request.wrong-type", () -> parse(body));
    }

    @Test
    void limits_and_text_are_checked() {
        String many = "{\"name\":\"a\",\"value\":1},".repeat(InventoryReport.MAX_ATTRIBUTES);
        String longName = "n".repeat(InventoryAttribute.MAX_NAME_CHARS + 1);
        String longValue = "v".repeat(InventoryAttribute.MAX_VALUE_CHARS);

        assertRefused("inventory.too-many-attributes", () -> parse("[" + many + "{\"name\":\"a\",\"value\":1}]"));
        assertRefused("request.field-too-long", () -> parse("[{\"name\":\"" + longName + "\",\"value\":1}]"));
        assertRefused("request.field-too-long", () -> parse("[{\"name\":\"a\",\"value\":\"" + longValue + "\"}]"));
        assertRefused("request.field-missing", () -> parse("[{\"value\":1}]"));
        assertRefused("request.field-missing", () -> parse("[{\"name\":\"\",\"value\":1}]"));
        assertRefused("request.field-missing", () -> parse("[{\"name\":\"a\"}]"));
        assertRefused("request.field-missing", () -> parse("[{\"name\":\"a\",\"value\":null}]"));
        assertRefused("request.text-not-storable", () -> parse("[{\"name\":\"a\",\"value\":[\"\\u0000\"]}]"));
        assertRefused("request.too-large", () -> InventoryReport.parse(new byte[InventoryReport.MAX_BYTES + 1]));
    }

    private static InventoryReport parse(String body) {
        return InventoryReport.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
