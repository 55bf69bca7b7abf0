package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.startup.StartRefused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationLintTest {
    private static final String HEAD = "-- Why: a test. Lock footprint: none.\nset local lock_timeout = '2s';\n";
    private static final String BASE = HEAD + """
            create table device (tenant_id uuid not null, name text not null, kind text, primary key (tenant_id, name));
            create unique index device_by_name on device (tenant_id, name);
            """;

    @Test
    void the_migrations_of_this_program_are_safe() {
        assertThat(MigrationLint.ofProgram()).isEmpty();
    }

    @Test
    void a_unique_index_may_be_swapped_for_a_valid_twin_that_was_created_concurrently() {
        assertThat(lint(
                        BASE,
                        HEAD + "create unique index concurrently device_by_name_v2 on device (tenant_id, name);",
                        HEAD + """
                                do $$ begin
                                  if not (select indisvalid from pg_index where indexrelid = 'device_by_name_v2'::regclass) then
                                    raise exception 'the twin is not valid; drop it and create it again';
                                  end if;
                                end $$;
                                drop index device_by_name;
                                alter index device_by_name_v2 rename to device_by_name;
                                """))
                .isEmpty();
    }

    @Test
    void dropping_a_unique_index_and_creating_it_again_is_refused() {
        assertThat(lint(BASE, HEAD + """
                                drop index device_by_name;
                                create unique index concurrently device_by_name on device (tenant_id, name, kind);
                                """))
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("drops the unique rule device_by_name"));
    }

    @Test
    void a_twin_must_be_found_valid_before_the_old_one_goes() {
        assertThat(lint(
                        BASE,
                        HEAD + "create unique index concurrently device_by_name_v2 on device (tenant_id, name);",
                        HEAD + "drop index device_by_name;"))
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("without a twin"));
    }

    @Test
    void a_twin_over_other_columns_is_no_twin() {
        assertThat(lint(
                        BASE,
                        HEAD + "create unique index concurrently device_v2 on device (tenant_id, name, kind);",
                        HEAD
                                + "select indisvalid from pg_index where indexrelid = 'device_v2'::regclass;"
                                + "drop index concurrently if exists device_by_name;"))
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("without a twin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table device drop constraint device_pkey",
                "alter table device drop constraint some_key, add column x int",
                "alter table device drop column name",
                "drop index if exists device_by_name cascade",
                "drop index other, device_by_name",
                "alter table device rename column name to title",
                "alter table device rename name to title",
                "alter table device rename to gadget",
                "create index device_by_kind on device (tenant_id, kind)",
                "alter table device add constraint short check (length(name) < 9)",
                "alter table device add unique (kind)",
                "drop table device",
                "/* hidden */ DROP\n INDEX device_by_name -- harmless"
            })
    void a_dangerous_statement_is_refused(String statement) {
        assertThat(lint(BASE, HEAD + statement + ";")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index concurrently device_by_kind on device (tenant_id, kind)",
                "alter table device add column colour text",
                "alter table device add constraint short check (length(name) < 9) not valid",
                "alter table device validate constraint short",
                "alter table device drop constraint device_kind_check",
                "create table other (id int primary key); create index other_id on other (id)",
                "comment on table device is 'drop index device_by_name;'",
                "insert into device values (null, 'drop table device; -- it''s only text', $q$;alter table x rename to y;$q$)"
            })
    void a_harmless_statement_is_let_through(String statement) {
        assertThat(lint(BASE, HEAD + statement + ";")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "set lock_timeout = 0;", "set lock_timeout = '1min';", "set local lock_timeout = '60s';"})
    void a_schema_change_whose_lock_wait_is_not_bounded_is_refused(String setting) {
        String text = "-- Why: a test. Lock footprint: none.\n" + setting + "alter table device add column x int;";

        assertThat(lint(BASE, text))
                .extracting(MigrationFinding::sentence)
                .singleElement()
                .asString()
                .contains("lock_timeout");
    }

    @Test
    void a_migration_says_why_and_what_it_locks() {
        assertThat(lint("set local lock_timeout = '2s'; create table t (id int);"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V2__x.expand.sql",
                "V002_x.expand.sql",
                "V002__X.expand.sql",
                "V002__x.sql",
                "R__x.sql",
                "V002__x.grow.sql"
            })
    void a_file_without_a_proper_name_is_refused(String name) {
        assertThat(MigrationLint.check(
                        List.of(new Migration("V001__base.expand.sql", BASE), new Migration(name, HEAD))))
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("is not named"));
    }

    @Test
    void a_gap_in_the_numbers_is_refused() {
        assertThat(MigrationLint.check(List.of(
                        new Migration("V001__base.expand.sql", BASE), new Migration("V003__x.expand.sql", HEAD))))
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("gap"));
    }

    @Test
    void a_table_may_go_in_a_contracting_migration_only() {
        List<Migration> migrations = List.of(
                new Migration("V001__base.expand.sql", BASE),
                new Migration("V002__x.contract.sql", HEAD + "drop table device;"));

        assertThat(MigrationLint.check(migrations)).isEmpty();
    }

    @Test
    void an_unsafe_set_of_migrations_refuses_the_start() {
        assertThatThrownBy(() -> Migrations.refuseUnsafe(lint(BASE, HEAD + "drop index device_by_name;")))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo("database.migrations-unsafe"));
    }

    private static List<MigrationFinding> lint(String... texts) {
        List<Migration> migrations = new ArrayList<>();
        for (String text : texts) {
            migrations.add(new Migration("V%03d__step.expand.sql".formatted(migrations.size() + 1), text));
        }
        return MigrationLint.check(migrations);
    }
}
