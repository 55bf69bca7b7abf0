package io.holdfast.platform.database;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The unique rules that the statements so far have made. A rule may go only while a twin holds: the same columns and
 * condition, created concurrently by an earlier file, and found valid by the statements of the file that drops the old one.
 */
final class UniqueRules {
    private static final Pattern CREATE = Pattern.compile(
            "create unique index (concurrently )?(?:if not exists )?(\\S+) on (?:only )?(\\S+?) ?(?:using \\w+ )?(\\(.*)");
    private static final Pattern TABLE = Pattern.compile("create table (?:if not exists )?(\\S+) ?\\((.*)\\).*");
    private static final Pattern TABLE_KEY = Pattern.compile("(?:constraint (\\S+) )?primary key ?(\\([^)]*\\))");
    private static final Pattern INLINE_KEY = Pattern.compile("(?:^ ?|, ?)(\\w+) [^,]*?primary key");
    private static final Pattern RENAME = Pattern.compile("alter index (?:if exists )?(\\S+) rename to (\\S+)");
    private static final Pattern ADOPT = Pattern.compile(
            "alter table (?:only )?(\\S+) add constraint (\\S+) (?:unique|primary key) using index (\\S+)");

    private record Rule(String table, String definition, boolean concurrent, int fileNumber) {}

    private final Map<String, Rule> rules = new HashMap<>();
    private final Set<String> provenInThisFile = new HashSet<>();
    private int fileNumber;

    void nextFile() {
        fileNumber++;
        provenInThisFile.clear();
    }

    /** Takes note of a statement that is not itself a drop. */
    void read(String statement) {
        created(statement);
        Matcher rename = RENAME.matcher(statement);
        if (rename.matches()) {
            move(rename.group(1), rename.group(2));
        }
        Matcher adopt = ADOPT.matcher(statement);
        if (adopt.matches()) {
            move(adopt.group(3), adopt.group(2));
        }
        if (statement.contains("indisvalid")) {
            rules.keySet().stream().filter(statement::contains).forEach(provenInThisFile::add);
        }
    }

    boolean knows(String name) {
        return rules.containsKey(name);
    }

    /** Forgets a rule that is dropped; the reason why it must not be, if there is one. */
    Optional<String> drop(String name) {
        Rule dropped = rules.remove(name);
        if (dropped == null) {
            return Optional.of("drops the unique rule " + name + ", of which no migration says what it covers");
        }
        return rules.entrySet().stream().anyMatch(other -> twin(dropped, other.getKey(), other.getValue()))
                ? Optional.empty()
                : Optional.of("drops the unique rule " + name
                        + " without a twin of the same columns that an earlier migration created concurrently"
                        + " and this one finds valid (pg_index.indisvalid) first");
    }

    /** The rules that go with a column. */
    Set<String> over(String table, String column) {
        Set<String> names = new HashSet<>();
        Pattern word = Pattern.compile("\\b" + Pattern.quote(column) + "\\b");
        rules.forEach((name, rule) -> {
            if (rule.table.equals(table) && word.matcher(rule.definition).find()) {
                names.add(name);
            }
        });
        return names;
    }

    void dropTable(String table) {
        rules.values().removeIf(rule -> rule.table.equals(table));
    }

    private boolean twin(Rule dropped, String name, Rule other) {
        return other.concurrent
                && other.fileNumber < fileNumber
                && provenInThisFile.contains(name)
                && other.table.equals(dropped.table)
                && other.definition.equals(dropped.definition);
    }

    private void created(String statement) {
        Matcher index = CREATE.matcher(statement);
        if (index.matches()) {
            put(index.group(2), index.group(3), index.group(4), index.group(1) != null);
        }
        Matcher table = TABLE.matcher(statement);
        if (table.matches()) {
            key(table.group(1), table.group(2));
        }
    }

    private void key(String table, String body) {
        Matcher key = TABLE_KEY.matcher(body);
        Matcher inline = INLINE_KEY.matcher(body);
        if (key.find()) {
            put(key.group(1) == null ? table + "_pkey" : key.group(1), table, key.group(2), false);
        } else if (inline.find()) {
            put(table + "_pkey", table, "(" + inline.group(1) + ")", false);
        }
    }

    private void put(String name, String table, String definition, boolean concurrent) {
        rules.put(name, new Rule(table, definition.replace(" ", ""), concurrent, fileNumber));
    }

    private void move(String from, String to) {
        Rule rule = rules.remove(from);
        if (rule != null) {
            rules.put(to, rule);
            if (provenInThisFile.contains(from)) {
                provenInThisFile.add(to);
            }
        }
    }
}
