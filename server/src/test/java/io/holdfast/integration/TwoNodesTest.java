package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoNodesTest {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabaseGate gate = DatabaseGate.before(database);
    private RunningFleetServer first;
    private RunningFleetServer second;

    @BeforeEach
    void start() {
        first = RunningFleetServer.on(database);
        second = first.another(gate.url());
    }

    @AfterEach
    void stop() {
        gate.open();
        try (RunningFleetServer one = first;
                RunningFleetServer other = second) {
            assertThat(one).isNotSameAs(other);
        } finally {
            gate.close();
        }
    }

    @Test
    void what_one_node_decides_the_other_does_soon_after() {
        // Given
        TestDevice here = first.acceptedDevice(RunningFleetServer.serial());
        TestDevice there = second.device(here.identity());

        // Then
        Eventually.holds("let in by the other node", () -> there.authenticate().status() == 200);
        Answer tokenOfTheFirst = there.connection()
                .send(Request.of("POST", TestDevice.NEXT).bearer(here.token()).chunked(TestDevice.provides("a", "t")));
        assertThat(tokenOfTheFirst).hasToString("204");

        // When
        String release = "release-" + RunningFleetServer.serial();
        first.operator().upload(release);
        DeploymentId deployment = first.operator().deploy(release, here.identity());

        // Then
        Eventually.holds("offered by the other node", () -> there.poll().status() == 200);
        assertThat(there.status(deployment, "downloading")).hasToString("204");
        assertThat(there.status(deployment, "success")).hasToString("204");
        Eventually.holds("offered no more", () -> here.poll().status() == 204);

        // When
        first.operator().decommission(here.identity());

        // Then
        Eventually.holds("refused by the other node", () -> there.poll().status() == 401);
    }

    @Test
    void a_form_that_one_node_showed_is_taken_by_the_other() {
        try (RawConnection here = RawConnection.to(first.https());
                RawConnection there = RawConnection.to(second.https())) {
            // Given
            Answer page = here.send(first.operator().browsing(Request.of("GET", "/devices")));
            Matcher token = FORM_TOKEN.matcher(page.text());
            assertThat(token.find()).isTrue();
            Request signOut = first.operator()
                    .browsing(Request.of("POST", "/sign-out"))
                    .header("Content-Type", "application/x-www-form-urlencoded");

            // Then
            assertThat(there.send(signOut.sized("form_token=" + token.group(1) + "x"))
                            .status())
                    .isEqualTo(403);
            assertThat(there.send(signOut.sized("form_token=" + token.group(1))).header("location"))
                    .contains("/sign-in");
        }
    }

    @Test
    void a_link_of_one_node_downloads_from_the_other_until_the_deployment_is_aborted_anywhere() {
        // Given
        TestDevice here = first.acceptedDevice(RunningFleetServer.serial());
        TestDevice there = second.device(here.identity());
        String release = "release-" + RunningFleetServer.serial();
        byte[] artifact = first.operator().upload(release);
        DeploymentId deployment = first.operator().deploy(release, here.identity());
        URI link = URI.create(Json.tree(here.poll().body())
                .path("artifact")
                .path("source")
                .path("uri")
                .asString());
        Request download = Request.of("GET", link.getRawPath() + "?" + link.getRawQuery());

        // Then
        assertThat(artifact).isNotEmpty();
        // The artifact is on the disk of the node that took it: there the link is honoured, and the file is not found.
        List<String> answers = new ArrayList<>();
        Eventually.holds("honoured by the other node", () -> {
            answers.add(there.connection().send(download).toString());
            return answers.getLast().equals("404 download.gone");
        });
        assertThat(Set.copyOf(answers)).isSubsetOf("503 download.unknown-deployment", "404 download.gone");

        // When
        first.operator().abort(deployment);

        // Then
        long answered = System.nanoTime();
        assertThat(here.connection().send(download)).hasToString("404 download.deployment-ended");
        // A node looks five times a second: after the first look that begins behind the answer, no download begins any
        // more.
        Eventually.holds("the other node has looked since", () -> hasLookedSince(second.image(), answered));
        assertThat(there.connection().send(download)).hasToString("404 download.deployment-ended");
    }

    private static boolean hasLookedSince(FleetImage image, long nanos) {
        // In this order: time that passes between the two makes a look seem older, never younger.
        long passed = System.nanoTime() - nanos;
        return image.sinceLook().filter(age -> age.toNanos() < passed).isPresent();
    }

    @Test
    void a_node_that_saw_nothing_for_a_while_knows_everything_soon_after() {
        // Given
        TestDevice leaver = first.acceptedDevice(RunningFleetServer.serial());
        TestDevice elsewhere = second.device(leaver.identity());
        Eventually.holds(
                "let in by the other node", () -> elsewhere.authenticate().status() == 200);
        Eventually.holds("and known to it", () -> elsewhere.poll().status() == 204);

        // When
        gate.freeze();
        Eventually.holds("the second node is blind", () -> !second.image().fresh());
        TestDevice comer = first.acceptedDevice(RunningFleetServer.serial());
        first.operator().decommission(leaver.identity());
        String release = "release-" + RunningFleetServer.serial();
        first.operator().upload(release);
        DeploymentId deployment = first.operator().deploy(release, comer.identity());
        Answer honoured = elsewhere.poll();
        Answer unsure = second.device(comer.identity()).authenticate();
        Answer tokenNotHeardOf = elsewhere
                .connection()
                .send(Request.of("POST", TestDevice.NEXT).bearer(comer.token()).chunked(TestDevice.provides("a", "t")));
        gate.open();

        // Then
        assertThat(honoured).hasToString("204");
        assertThat(unsure.status()).isEqualTo(503);
        assertThat(tokenNotHeardOf.status()).isEqualTo(503);
        Eventually.holds("the second node sees again", () -> second.image().fresh());
        Eventually.holds(
                "the images agree", () -> ImageAudit.digest(first.image()) == ImageAudit.digest(second.image()));
        assertThat(ImageAudit.compare(first.image(), second.image())).isEmpty();
        assertThat(elsewhere.poll()).hasToString("401 token.device-decommissioned");
        assertThat(second.device(comer.identity()).admitted().poll().field("id"))
                .hasValue(deployment.toString());
    }
}
