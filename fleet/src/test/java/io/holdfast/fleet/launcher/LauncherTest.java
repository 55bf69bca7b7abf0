package io.holdfast.fleet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.launcher.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    @TempDir
    Path base;

    private Path usual;
    private Installation installation;

    @BeforeEach
    void install() throws IOException {
        usual = Files.createDirectories(base.resolve("jvm"));
        installation = new Installation(base, usual);
    }

    @Test
    void without_a_java_25_one_sentence_says_what_to_install() throws IOException {
        Installation.fakeJdk(usual.resolve("old"), "21.0.4");
        Outcome outcome = installation.run("version");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output().lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("Java 25 was not found")
                        .contains("install")
                        .contains("HOLDFAST_JAVA"));
    }

    @Test
    void the_java_that_is_named_is_used_as_home_or_as_program() throws IOException {
        Path named = Installation.fakeJdk(base.resolve("named"), "25.0.1");
        Installation.fakeJdk(usual.resolve("newer"), "26");
        for (Path each : List.of(named, named.resolve("bin/java"))) {
            assertThat(installation
                            .with("HOLDFAST_JAVA", each.toString())
                            .run("version")
                            .output())
                    .contains("version 25.0.1");
        }
    }

    @Test
    void a_named_java_that_is_too_old_is_refused_and_never_replaced_by_another() throws IOException {
        Installation.fakeJdk(usual.resolve("good"), "25");
        Path old = Installation.fakeJdk(base.resolve("old"), "17.0.9");
        for (Path each : List.of(old, base.resolve("absent"))) {
            Outcome outcome =
                    installation.with("HOLDFAST_JAVA", each.toString()).run("version");
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.output()).contains("HOLDFAST_JAVA names " + each);
        }
    }

    @Test
    void an_old_java_home_is_passed_over_for_the_newest_in_the_usual_folders() throws IOException {
        Path old = Installation.fakeJdk(base.resolve("old"), "17.0.9");
        Installation.fakeJdk(usual.resolve("a"), "25.0.3");
        Installation.fakeJdk(usual.resolve("b"), "27-ea");
        Installation.fakeJdk(usual.resolve("c"), "26.0.1");
        assertThat(installation.with("JAVA_HOME", old.toString()).run("version").output())
                .contains("version 27-ea");
    }

    @Test
    void java_home_goes_before_the_path_and_the_path_before_the_usual_folders() throws IOException {
        Path onPath = Installation.fakeJdk(base.resolve("path"), "25.0.7");
        Installation.fakeJdk(usual.resolve("a"), "26");
        installation.with("PATH", onPath.resolve("bin") + ":/usr/bin:/bin");
        assertThat(installation.run("version").output()).contains("version 25.0.7");

        Path home = Installation.fakeJdk(base.resolve("java-home"), "25.0.8");
        assertThat(installation
                        .with("JAVA_HOME", home.toString())
                        .run("version")
                        .output())
                .contains("version 25.0.8");
    }

    @Test
    void a_java_without_a_release_file_is_asked() throws IOException {
        Path jdk = usual.resolve("bare");
        Files.createDirectories(jdk.resolve("bin"));
        Installation.executable(
                jdk.resolve("bin/java"),
                "#!/bin/sh\n[ \"$1\" = -version ] && echo 'openjdk version \"25.0.2\"' >&2 || echo ran\n");
        assertThat(installation.run("version").output()).contains("ran");
    }

    @Test
    void the_class_path_is_the_builds_list_in_its_order_and_arguments_pass_untouched() throws IOException {
        Installation.fakeJdk(usual.resolve("a"), "25");
        Path target = installation.target();
        assertThat(installation.run("serve", "--data", "my data", "*").output())
                .contains("classes %s/holdfast.jar:%s/lib/b.jar:%s/lib/a.jar".formatted(target, target, target))
                .contains("[-XX:+UseCompactObjectHeaders]\n")
                .contains("[io.holdfast.cli.Main]\n[serve]\n[--data]\n[my data]\n[*]\n");
    }

    @Test
    void a_link_to_the_launcher_works_from_anywhere() throws IOException {
        Installation.fakeJdk(usual.resolve("a"), "25");
        Path link = Files.createSymbolicLink(
                base.resolve("link"), installation.folder().resolve("holdfast"));
        assertThat(installation.runAs(link, "version").output()).contains("[io.holdfast.cli.Main]");
    }

    @Test
    void without_maven_a_source_tree_says_so_in_one_sentence() throws IOException {
        Path jdk = Installation.fakeJdk(usual.resolve("a"), "25");
        Installation.executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(installation.folder().resolve("pom.xml"), "<project/>");
        Files.delete(installation.target().resolve("classpath"));
        Path tools = Files.createDirectories(base.resolve("tools"));
        for (String tool : List.of("readlink", "find", "head", "sed", "cat", "mkdir", "rm", "sh", "ls", "cksum")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool).toRealPath());
        }
        Outcome outcome = installation.with("PATH", tools.toString()).run("version");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("Maven is needed").contains("install it"));
    }

    @Test
    void a_failed_build_is_told_with_where_its_log_is() throws IOException {
        Path jdk = Installation.fakeJdk(usual.resolve("a"), "25");
        Installation.executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(installation.folder().resolve("pom.xml"), "<project/>");
        Files.delete(installation.target().resolve("classpath"));
        Path tools = Files.createDirectories(base.resolve("tools"));
        Installation.executable(tools.resolve("mvn"), "#!/bin/sh\necho '[ERROR] a thing is missing'\nexit 1\n");
        Outcome outcome = installation.with("PATH", tools + ":/usr/bin:/bin").run("version");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("a thing is missing").contains("target/build.log");
        assertThat(installation.folder().resolve("target/building")).doesNotExist();
    }

    @Test
    void a_source_newer_than_the_build_is_built_again_with_its_steps_shown() throws IOException {
        Path jdk = Installation.fakeJdk(usual.resolve("a"), "25");
        Installation.executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(installation.folder().resolve("pom.xml"), "<project/>");
        Files.setLastModifiedTime(
                installation.target().resolve("classpath"), java.nio.file.attribute.FileTime.fromMillis(0));
        Path tools = Files.createDirectories(base.resolve("tools"));
        Installation.executable(
                tools.resolve("mvn"),
                "#!/bin/sh\necho '[INFO] Building Holdfast server 0.1.0    [4/5]'\ntouch fleet/target/classpath\n");
        installation.with("PATH", tools + ":/usr/bin:/bin");

        assertThat(installation.run("version").output())
                .contains("holdfast: building")
                .contains("Holdfast server 0.1.0 [4/5]")
                .containsPattern("\\[-Dholdfast\\.begun=[0-9]+\\.[0-9]+]")
                .contains("[io.holdfast.cli.Main]");
        assertThat(installation.run("version").output()).doesNotContain("building", "holdfast.begun");
    }

    @Test
    void the_start_up_cache_is_asked_for_until_it_is_there_and_then_used() throws IOException {
        Installation.fakeJdk(usual.resolve("a"), "25");
        assertThat(installation.run("serve").output())
                .contains("[-Dholdfast.aot.train=" + installation.folder() + "/holdfast]")
                .doesNotContain("-XX:AOTCache=");

        assertThat(installation.run("aot-train").code()).isZero();

        assertThat(installation.run("serve").output())
                .contains("[-XX:AOTCache=")
                .doesNotContain("aot.train");
        assertThat(installation.with("HOLDFAST_AOT", "off").run("serve").output())
                .doesNotContain("AOT", "aot");
        assertThat(installation.with("HOLDFAST_AOT", "require").run("serve").output())
                .contains("[-XX:AOTMode=on]");
    }

    @Test
    void another_java_other_jars_or_other_flags_want_another_cache() throws IOException {
        Path jdk = Installation.fakeJdk(usual.resolve("a"), "25");
        installation.run("aot-train");
        assertThat(installation.run("serve").output()).contains("[-XX:AOTCache=");

        installation.with("HOLDFAST_JAVA_OPTS", "-Xmx1g");
        assertThat(installation.run("serve").output()).doesNotContain("[-XX:AOTCache=");
        installation.with("HOLDFAST_JAVA_OPTS", "");

        Path jar = Files.writeString(installation.target().resolve("holdfast.jar"), "x");
        assertThat(installation.run("serve").output()).doesNotContain("[-XX:AOTCache=");
        Files.delete(jar);

        Installation.fakeJdk(jdk, "25.0.4");
        assertThat(installation.run("serve").output()).doesNotContain("[-XX:AOTCache=");
    }
}
