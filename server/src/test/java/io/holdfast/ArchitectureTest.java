package io.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The house's walls. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast");

    private static final String[] DEVICE_PLANE = {
        "io.holdfast.api.mender.device..", "io.holdfast.edge..", "io.holdfast.gateway.."
    };

    /** What works beside the requests, in threads of its own: they hand it facts and never wait for its statements, but to be acknowledged. */
    private static final String[] NOT_ON_A_REQUESTS_PATH = {
        "io.holdfast.edge.intake..", // the writer of reports
        "io.holdfast.edge.feed..", // the feed's reader and the image's loader
        "io.holdfast.edge.store..", // the node's own SQLite
        "io.holdfast.edge.salvage..", // a restored database
        "io.holdfast.edge.check..", // the self-check
        "io.holdfast.gateway.presence..", // the writer of presence, and people's questions about it
        "io.holdfast.gateway.command..", // the node's look at what waits
        "io.holdfast.gateway.history..", // the writer of recordings' and links' histories, and people's questions
        "io.holdfast.gateway.connection.." // people's own connections
    };

    @Test
    void no_class_on_a_device_requests_path_can_reach_a_sql_connection() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage(DEVICE_PLANE)
                .and()
                .resideOutsideOfPackages(NOT_ON_A_REQUESTS_PATH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "com.zaxxer..",
                        "org.postgresql..",
                        "io.holdfast.platform.database..")
                .because("in steady state no device request runs a statement");
        rule.check(CLASSES);
    }

    @Test
    void the_platform_knows_no_devices() {
        noClasses()
                .that()
                .resideInAPackage("io.holdfast.platform..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.holdfast.identity..",
                        "io.holdfast.inventory..",
                        "io.holdfast.release..",
                        "io.holdfast.rollout..",
                        "io.holdfast.access..",
                        "io.holdfast.edge..",
                        "io.holdfast.api..",
                        "io.holdfast.web.."))
                .check(CLASSES);
    }

    @Test
    void capabilities_do_not_know_how_they_are_served() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.holdfast.identity..",
                        "io.holdfast.inventory..",
                        "io.holdfast.release..",
                        "io.holdfast.rollout..",
                        "io.holdfast.tenancy..",
                        "io.holdfast.audit..",
                        "io.holdfast.config..",
                        "io.holdfast.feed..",
                        "io.holdfast.edge..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.holdfast.api..", "io.holdfast.web..", "io.holdfast.cli.."))
                .check(CLASSES);
    }

    @Test
    void routes_hold_no_sql() {
        noClasses()
                .that()
                .resideInAnyPackage("io.holdfast.api..", "io.holdfast.web..")
                .should()
                .dependOnClassesThat(resideInAPackage("java.sql.."))
                .because("a route maps bytes to the domain and decides nothing")
                .check(CLASSES);
    }

    @Test
    void bytes_are_read_in_a_module_that_does_no_io() {
        classes()
                .that()
                .resideInAPackage("io.holdfast.wire..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.holdfast.wire..",
                        "java.lang..",
                        "java.util..",
                        "java.io..",
                        "java.math..",
                        "java.nio.charset..",
                        "java.nio",
                        "java.time..",
                        "java.security..",
                        "javax.crypto..",
                        "tools.jackson..",
                        "org.bouncycastle..",
                        "org.apache.commons.compress..",
                        "com.github.luben..",
                        "org.tukaani..",
                        "org.msgpack..",
                        "org.jspecify.."))
                .check(CLASSES);
    }

    @Test
    void the_agent_needs_nothing_but_the_wire_and_the_jdk() {
        classes()
                .that()
                .resideInAPackage("io.holdfast.agent..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.holdfast.agent..",
                        "io.holdfast.wire..",
                        "java..",
                        "javax.net.ssl..",
                        "sun.misc", // the JDK's own, of its module jdk.unsupported
                        "tools.jackson..",
                        "org.jspecify.."))
                .because("a device has little room, and what it runs is looked at closely")
                .check(CLASSES);
    }
}
