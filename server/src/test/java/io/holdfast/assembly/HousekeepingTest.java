package io.holdfast.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.assembly.Housekeeping.Chore;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.testing.MigratedDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final Transactions transactions = new Transactions(database.database()::connect);
    private final List<String> done = new ArrayList<>();

    @Test
    void a_chore_is_repeated_while_there_is_more_of_it_and_a_hundred_times_at_most() {
        Housekeeping.round(transactions, List.of(lasting("short", 3), lasting("long", 1_000), lasting("none", 0)));

        assertThat(done.stream().filter("short"::equals)).hasSize(4);
        assertThat(done.stream().filter("long"::equals)).hasSize(Housekeeping.BATCHES_MAX);
        assertThat(done.stream().filter("none"::equals)).hasSize(1);
    }

    @Test
    void a_chore_that_fails_keeps_the_others_from_nothing() {
        Housekeeping.round(
                transactions,
                List.of(
                        failing(new DatabaseException(new SQLException("a row at fault", "22000"))),
                        failing(new IllegalStateException("a mistake of ours")),
                        lasting("last", 0)));

        assertThat(done).containsExactly("last");
    }

    @Test
    void without_a_database_nothing_else_is_tried() {
        Housekeeping.round(
                transactions,
                List.of(failing(new DatabaseException(new SQLException("it is gone", "08006"))), lasting("last", 0)));

        assertThat(done).isEmpty();
    }

    @Test
    void a_batch_that_fails_is_undone_and_those_before_it_stand() {
        int[] batches = {0};
        Housekeeping.round(transactions, List.of(new Chore("half", connection -> {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("insert into tenant (tenant_id, name) values (gen_random_uuid(), 'batch-"
                        + ++batches[0] + "')");
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
            if (batches[0] == 3) {
                throw new IllegalStateException("a mistake of ours");
            }
            return true;
        })));

        assertThat(database.number("select count(*) from tenant where name like 'batch-%'"))
                .isEqualTo(2);
    }

    private Chore lasting(String name, int more) {
        int[] left = {more};
        return new Chore(name, connection -> {
            done.add(name);
            return left[0]-- > 0;
        });
    }

    private static Chore failing(RuntimeException failure) {
        return new Chore("failing", connection -> {
            throw failure;
        });
    }
}
