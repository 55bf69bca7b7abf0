package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.access.Email;
import io.holdfast.access.UserFilter;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.inventory.AttributeName;
import io.holdfast.inventory.AttributeScope;
import io.holdfast.inventory.GroupName;
import io.holdfast.inventory.InventoryFilter;
import io.holdfast.inventory.Membership;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.testing.QueryCall;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What query strings ask for, and which of them ask for nothing that there is. */
class QueriesTest {
    private static final DeviceId DEVICE = DeviceId.random();

    @Test
    void devices_are_asked_for_by_standing_and_by_id() {
        assertThat(DeviceQueries.ofQuery(QueryCall.of(""))).isEqualTo(new DeviceQueries.Filtered(DeviceFilter.ALL));
        assertThat(DeviceQueries.ofQuery(QueryCall.of("status=")))
                .isEqualTo(new DeviceQueries.Filtered(DeviceFilter.ALL));
        for (Standing standing : Standing.values()) {
            assertThat(DeviceQueries.ofQuery(QueryCall.of("status=" + standing.wireName() + "&id=" + DEVICE)))
                    .isEqualTo(new DeviceQueries.Filtered(new DeviceFilter(List.of(standing), List.of(DEVICE))));
        }
    }

    @Test
    void ids_that_can_be_nobodys_are_passed_over_and_only_such_ids_are_nobody() {
        assertThat(DeviceQueries.ofQuery(QueryCall.of("id=x"))).isEqualTo(new DeviceQueries.Nothing());
        assertThat(DeviceQueries.ofQuery(QueryCall.of("id="))).isEqualTo(new DeviceQueries.Nothing());
        assertThat(DeviceQueries.ofQuery(QueryCall.of("id=x&id=" + DEVICE)))
                .isEqualTo(new DeviceQueries.Filtered(new DeviceFilter(List.of(), List.of(DEVICE))));
    }

    @Test
    void more_ids_than_fit_on_a_page_are_400() {
        assertThat(DeviceQueries.ofQuery(QueryCall.of(ids(DeviceFilter.IDS_MAX))))
                .isInstanceOf(DeviceQueries.Filtered.class);
        refused("request.too-many-ids", () -> DeviceQueries.ofQuery(QueryCall.of(ids(DeviceFilter.IDS_MAX + 1))));
    }

    private static String ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "id=" + DeviceId.random())
                .collect(Collectors.joining("&"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "ok", "accepted ", "%00"})
    void a_standing_that_is_none_is_400(String status) {
        refused("request.status-unknown", () -> DeviceQueries.ofQuery(QueryCall.of("status=" + status)));
    }

    @Test
    void inventories_are_asked_for_by_attributes_groups_and_order() {
        assertThat(InventoryQueries.filter(QueryCall.of(""))).contains(InventoryFilter.ALL);
        assertThat(InventoryQueries.filter(QueryCall.of("page=2&per_page=5"))).contains(InventoryFilter.ALL);
        assertThat(InventoryQueries.filter(
                        QueryCall.of("kernel=6.1&identity/mac=a%20b&sort=kernel,system/created_ts:asc")))
                .contains(new InventoryFilter(
                        List.of(
                                term(AttributeScope.INVENTORY, "kernel", "6.1"),
                                term(AttributeScope.IDENTITY, "mac", "a b")),
                        List.of(
                                new InventoryFilter.Order(new AttributeName(AttributeScope.INVENTORY, "kernel"), false),
                                new InventoryFilter.Order(
                                        new AttributeName(AttributeScope.SYSTEM, "created_ts"), true))));
    }

    private static InventoryFilter.Term term(AttributeScope scope, String name, String value) {
        return new InventoryFilter.Term(new AttributeName(scope, name), value);
    }

    @Test
    void a_group_that_is_named_says_more_than_whether_there_is_one() {
        assertThat(membership("has_group=true")).isEqualTo(new Membership.Grouped());
        assertThat(membership("has_group=false")).isEqualTo(new Membership.Ungrouped());
        assertThat(membership("has_group=false&group=a")).isEqualTo(new Membership.In(new GroupName("a")));
        assertThat(membership("has_group=&group=")).isEqualTo(new Membership.Any());
    }

    private static Membership membership(String query) {
        return InventoryQueries.filter(QueryCall.of(query)).orElseThrow().membership();
    }

    @ParameterizedTest
    @ValueSource(strings = {"group=a%20b", "group=%2F", "nowhere/kernel=6.1", "/kernel=6.1", "kernel=1&nowhere/x=2"})
    void what_no_device_can_have_is_answered_without_asking_the_database(String query) {
        assertThat(InventoryQueries.filter(QueryCall.of(query))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "has_group=yes, request.filter",
        "sort=kernel:up, request.filter",
        "sort=a%2Cb%2Cc%2Cd%2Ce%2Cf, request.filter",
        "a%zz=1, request.filter",
        "a=%e, request.filter",
        "a=%00, request.text-not-storable",
        "a%00=1, request.text-not-storable"
    })
    void a_question_that_cannot_be_read_is_400(String query, String code) {
        refused(code, () -> InventoryQueries.filter(QueryCall.of(query)));
    }

    @Test
    void attributes_of_one_question_are_bounded_in_number_and_length() {
        assertThat(InventoryQueries.filter(QueryCall.of(attributes(InventoryFilter.TERMS_MAX))))
                .isPresent();
        refused(
                "request.filter",
                () -> InventoryQueries.filter(QueryCall.of(attributes(InventoryFilter.TERMS_MAX + 1))));
        assertThat(InventoryQueries.filter(QueryCall.of("a=" + "x".repeat(4_096))))
                .isPresent();
        refused("request.field-too-long", () -> InventoryQueries.filter(QueryCall.of("a=" + "x".repeat(4_097))));
        refused("request.field-too-long", () -> InventoryQueries.filter(QueryCall.of("a".repeat(257) + "=1")));
    }

    private static String attributes(int count) {
        return IntStream.range(0, count).mapToObj(n -> "a" + n + "=1").collect(Collectors.joining("&"));
    }

    @Test
    void users_are_asked_for_by_id_address_and_time() {
        assertThat(UserQuery.of(QueryCall.of(""))).contains(UserFilter.ALL);
        UserFilter filter = UserQuery.of(
                        QueryCall.of("email=ada%40example.com&email=x&created_after=7&updated_before=9"))
                .orElseThrow();
        assertThat(filter.emails()).containsExactly(new Email("ada@example.com"));
        assertThat(filter.createdAfter()).isEqualTo(Instant.ofEpochSecond(7));
        assertThat(filter.updatedBefore()).isEqualTo(Instant.ofEpochSecond(9));
        assertThat(filter.createdBefore()).isEqualTo(UserFilter.ALL.createdBefore());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=x", "email=x", "id=x&email=ada%40example.com"})
    void ids_and_addresses_that_can_be_nobodys_are_nobody(String query) {
        assertThat(UserQuery.of(QueryCall.of(query))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "253402300800", "9223372036854775808", ""})
    void a_time_that_is_none_is_400(String time) {
        for (String name : List.of("created_after", "created_before", "updated_after", "updated_before")) {
            refused("request.timestamp", () -> UserQuery.of(QueryCall.of(name + "=" + time)));
        }
    }

    private static void refused(String code, Runnable reading) {
        assertThatThrownBy(reading::run).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(400);
            assertThat(refused.refusal().code()).isEqualTo(code);
        });
    }
}
