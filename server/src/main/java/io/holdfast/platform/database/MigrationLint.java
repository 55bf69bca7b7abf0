package io.holdfast.platform.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses schema changes that have taken fleets down before: a unique rule that is absent for an instant, a rename under
 * running programs, a lock that everybody queues behind. Runs before any change is made, and in the tests.
 */
public final class MigrationLint {
    private static final Pattern DDL = Pattern.compile("(create|alter|drop|truncate|cluster|reindex)\\b.*");
    private static final Pattern LOCK_TIMEOUT =
            Pattern.compile("set (local |session )?lock_timeout ?(?:=|to) ?'(\\d+)(ms|s)'");
    private static final Pattern RENAME =
            Pattern.compile("alter (?:table|view|type|materialized view) .*\\brename (?!constraint ).*");
    private static final Pattern DROP_INDEX =
            Pattern.compile("drop index (?:concurrently )?(?:if exists )?(.+?)(?: cascade| restrict)?");
    private static final Pattern DROP_CONSTRAINT = Pattern.compile("drop constraint (?:if exists )?([^\\s,]+)");
    private static final Pattern DROP_COLUMN = Pattern.compile("drop column (?:if exists )?([^\\s,]+)");
    private static final Pattern DROP_TABLE = Pattern.compile("drop table (?:if exists )?(\\S+).*");
    private static final Pattern CREATE_TABLE = Pattern.compile("create table (?:if not exists )?(\\S+).*");
    private static final Pattern ALTER_TABLE = Pattern.compile("alter table (?:if exists )?(?:only )?(\\S+) .*");
    private static final Pattern CREATE_INDEX =
            Pattern.compile("create (?:unique )?index (concurrently )?.*? on (?:only )?([^\\s(]+).*");
    private static final Pattern ADD_RULE = Pattern.compile(
            "alter table .* add (?:constraint \\S+ )?(unique|primary key|exclude|check|foreign key)\\b.*");
    private static final int LOCK_TIMEOUT_MAX_MS = 5_000;

    private final List<MigrationFinding> findings = new ArrayList<>();
    private final UniqueRules unique = new UniqueRules();
    private final Set<String> tablesOfThisFile = new HashSet<>();
    private String file = "";

    private MigrationLint() {}

    /** Everything wrong with the migrations that this program carries; empty when they may run. */
    public static List<MigrationFinding> ofProgram() {
        return check(MigrationFiles.onClassPath());
    }

    static List<MigrationFinding> check(List<Migration> migrations) {
        MigrationLint lint = new MigrationLint();
        int expected = 1;
        for (Migration migration : migrations) {
            lint.file = migration.fileName();
            if (migration.fileName().endsWith(".sql.conf")) {
                continue; // the migration tool's own settings of the file beside it
            }
            Optional<Migration.Name> name = migration.name();
            if (name.isEmpty()) {
                lint.found("is not named V###__name.expand.sql or V###__name.contract.sql");
            } else if (name.get().version() != expected++) {
                lint.found("leaves a gap in the version numbers or uses one twice");
            }
            lint.read(migration, name.map(Migration.Name::contract).orElse(false));
        }
        return List.copyOf(lint.findings);
    }

    private void read(Migration migration, boolean contract) {
        unique.nextFile();
        tablesOfThisFile.clear();
        explained(migration.text());
        boolean bounded = false;
        for (String statement : SqlStatements.of(migration.text())) {
            Matcher timeout = LOCK_TIMEOUT.matcher(statement);
            if (timeout.matches()) {
                bounded = bounded(timeout);
            } else if (DDL.matcher(statement).matches()) {
                if (!bounded) {
                    found("changes the schema without a lock_timeout of at most " + LOCK_TIMEOUT_MAX_MS + " ms before");
                    bounded = true; // said once a file
                }
                judge(statement, contract);
            } else {
                unique.read(statement);
            }
        }
    }

    private void explained(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.contains("-- why:")) {
            found("does not say why (a comment \"-- Why: …\")");
        }
        if (!lower.contains("lock footprint:")) {
            found("does not state its lock footprint (a comment \"Lock footprint: …\")");
        }
    }

    private static boolean bounded(Matcher timeout) {
        int value = Integer.parseInt(timeout.group(2));
        int millis = timeout.group(3).equals("s") ? value * 1_000 : value;
        return millis > 0 && millis <= LOCK_TIMEOUT_MAX_MS; // 0 means to wait for ever
    }

    private void judge(String statement, boolean contract) {
        if (RENAME.matcher(statement).matches()) {
            found("renames what running programs use: add the new name beside the old one, drop the old one later");
        }
        locks(statement);
        drops(statement, contract);
        Matcher table = CREATE_TABLE.matcher(statement);
        if (table.matches()) {
            tablesOfThisFile.add(table.group(1));
        }
        unique.read(statement);
    }

    private void locks(String statement) {
        Matcher index = CREATE_INDEX.matcher(statement);
        if (index.matches() && index.group(1) == null && !tablesOfThisFile.contains(index.group(2))) {
            found("creates an index on a table with rows without CONCURRENTLY, which stops its writers");
        }
        Matcher rule = ADD_RULE.matcher(statement);
        if (rule.matches() && !tablesOfThisFile.contains(tableOf(statement))) {
            boolean deferred = statement.contains(" using index ") || statement.endsWith(" not valid");
            if (!deferred) {
                found(
                        "adds a rule that reads the whole table under a lock: use NOT VALID and VALIDATE, or USING INDEX");
            }
        }
    }

    private void drops(String statement, boolean contract) {
        Matcher table = DROP_TABLE.matcher(statement);
        if (table.matches()) {
            unique.dropTable(table.group(1));
        }
        Matcher column = DROP_COLUMN.matcher(statement);
        while (column.find()) {
            unique.over(tableOf(statement), column.group(1)).forEach(this::dropRule);
        }
        if (!contract && (table.matches() || DROP_COLUMN.matcher(statement).find())) {
            found("takes a table or column away in an expanding migration: programs still use it");
        }
        Matcher index = DROP_INDEX.matcher(statement);
        if (index.matches()) {
            for (String name : index.group(1).split(", ?")) {
                if (unique.knows(name)) {
                    dropRule(name);
                }
            }
        }
        Matcher constraint = DROP_CONSTRAINT.matcher(statement);
        while (constraint.find()) {
            String name = constraint.group(1);
            if (!name.endsWith("_check") && !name.endsWith("_fkey")) {
                dropRule(name);
            }
        }
    }

    private void dropRule(String name) {
        unique.drop(name).ifPresent(this::found);
    }

    private static String tableOf(String statement) {
        Matcher table = ALTER_TABLE.matcher(statement);
        return table.matches() ? table.group(1) : "";
    }

    private void found(String sentence) {
        findings.add(new MigrationFinding(file, sentence));
    }
}
