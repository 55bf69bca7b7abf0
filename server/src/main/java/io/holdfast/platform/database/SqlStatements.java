package io.holdfast.platform.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a script into its statements, in lower case, without comments, with single spaces. Knows PostgreSQL's comments,
 * strings, quoted names and dollar quotes, which is what it takes not to be fooled by a semicolon.
 */
final class SqlStatements {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<comment>--[^\\n]*|/\\*.*?\\*/)\
            |(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<tag>\\$[A-Za-z_]*\\$).*?\\k<tag>)\
            |(?<end>;)""", Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private SqlStatements() {}

    static List<String> of(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        Matcher token = TOKEN.matcher(script);
        int from = 0;
        while (token.find()) {
            current.append(script, from, token.start());
            from = token.end();
            if (token.group("end") != null) {
                finish(current, statements);
            } else {
                current.append(token.group("comment") == null ? token.group() : " ");
            }
        }
        finish(current.append(script, from, script.length()), statements);
        return statements;
    }

    private static void finish(StringBuilder current, List<String> statements) {
        String statement = SPACE.matcher(current).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
        current.setLength(0);
    }
}
