package io.holdfast.sql;

import io.holdfast.Holdfast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every SQL text in the program's class files: the compiler puts each constant of the source there, joined where it was joined, so
 * that a statement nobody told this test about is met all the same.
 */
final class SqlInClasses {
    private static final Pattern STATEMENT =
            Pattern.compile("\\s*(select|insert into|update|delete from|with)\\s.*", Pattern.DOTALL);

    /** SQLite's, on the node's own disk. */
    private static final String LOCAL_STORE = "io/holdfast/edge/store/";

    /** What javac leaves of a text that is joined at run time: its arguments' places. */
    private static final char ARGUMENT = '\u0001';

    private SqlInClasses() {}

    /** Each text with the first class that has it, without those that only begin others. */
    static Map<String, String> all() {
        Map<String, String> texts = new LinkedHashMap<>();
        pools().forEach((name, all) -> all.stream()
                .filter(text -> STATEMENT.matcher(text).matches())
                .filter(text -> text.indexOf(ARGUMENT) < 0)
                .forEach(text -> texts.putIfAbsent(text, name)));
        Map<String, String> statements = new LinkedHashMap<>(texts);
        statements
                .keySet()
                .removeIf(text -> texts.keySet().stream()
                        .anyMatch(other -> other.length() > text.length() && other.startsWith(text)));
        return statements;
    }

    /** Texts that are put together while the program runs; nobody can know what they will be. */
    static Map<String, String> joinedAtRunTime() {
        Map<String, String> statements = new LinkedHashMap<>();
        pools().forEach((name, texts) -> texts.stream()
                .filter(text -> STATEMENT.matcher(text).matches())
                .filter(text -> text.indexOf(ARGUMENT) >= 0)
                .forEach(text -> statements.putIfAbsent(text, name)));
        return statements;
    }

    private static Map<String, List<String>> pools() {
        Map<String, List<String>> pools = new TreeMap<>();
        try {
            Path root = Path.of(Holdfast.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    ClassModel model = ClassFile.of().parse(file);
                    String name = model.thisClass().asInternalName();
                    if (!name.startsWith(LOCAL_STORE)) {
                        pools.put(name, texts(model));
                    }
                }
            }
            return pools;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<String> texts(ClassModel model) {
        return java.util.stream.StreamSupport.stream(model.constantPool().spliterator(), false)
                .filter((PoolEntry entry) -> entry instanceof StringEntry)
                .map(entry -> ((StringEntry) entry).stringValue())
                .toList();
    }
}
