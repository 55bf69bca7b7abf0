package io.holdfast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.holdfast.identity.Standing;
import io.holdfast.testing.TinyArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A person with a browser, from the set-up link to an aborted deployment. */
class BrowserTest {
    private static final String PASSWORD = "a long sentence";

    private final Path folder;
    private final TestSite site;
    private final Optional<TestBrowser> browser;

    BrowserTest() throws IOException {
        folder = Files.createTempDirectory("holdfast-web");
        site = new TestSite(folder);
        browser = TestBrowser.open(site.url());
    }

    @AfterEach
    void close() {
        browser.ifPresent(TestBrowser::close);
        site.close();
    }

    private TestBrowser chromium() {
        Assumptions.assumeTrue(browser.isPresent(), "needs chromium");
        return browser.orElseThrow();
    }

    private void setUp(Page page) {
        page.navigate(site.setupLink.prepare(site.url()).orElseThrow().toString());
        page.getByLabel("E-mail address").fill("ada@example.com");
        page.getByLabel("Password at least").fill(PASSWORD);
        page.getByLabel("Password again").fill(PASSWORD);
        press(page, "Create account");
    }

    private static void press(Page page, String name) {
        button(page, name).click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void the_first_administrator_comes_in_by_the_set_up_link_and_sees_what_to_give_a_device() {
        Page page = chromium().page();

        setUp(page);

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are the first administrator");
        assertThat(page.getByLabel("mender.conf")).containsText("\"ServerURL\": \"" + site.url() + "\"");
        page.reload();
        assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
        assertThat(chromium().complaints()).isEmpty();
    }

    @Test
    void a_person_signs_in_again_and_gets_where_he_wanted() {
        Page page = chromium().page();
        setUp(page);
        press(page, "Sign out");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are signed out");

        page.navigate("/releases");
        page.getByLabel("E-mail address").fill("ada@example.com");
        page.getByLabel("Password").fill("not this one");
        press(page, "Sign in");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
        page.getByLabel("Password").fill(PASSWORD);
        press(page, "Sign in");

        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName("Releases").setExact(true)))
                .isVisible();
    }

    @Test
    void a_device_is_accepted_a_release_uploaded_and_deployed_to_it_and_the_deployment_aborted() throws IOException {
        Page page = chromium().page();
        setUp(page);
        new TestFleet(site.access).device("{\"mac\":\"52:54:00:12:34:56\"}", Standing.PENDING, 3);
        Path artifact = Files.write(folder.resolve("v2.mender"), TinyArtifact.of("shop-display-2.0", "qemux86-64"));

        page.navigate("/devices?standing=pending");
        press(page, "Accept 52:54:00:12:34:56");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Device accepted");

        link(page, "Releases").click();
        page.getByLabel("Description").fill("Fixes the clock");
        page.getByLabel("Artifact file").setInputFiles(artifact);
        press(page, "Upload");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Release uploaded");

        link(page, "Deploy shop-display-2.0").click();
        page.getByText("Only these:").click();
        page.getByText("52:54:00:12:34:56").click();
        press(page, "Create deployment");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Deployment created");
        assertThat(page.getByLabel("Progress", new Page.GetByLabelOptions().setExact(true)))
                .containsText("0 of 1 devices done");

        link(page, "Abort…").click();
        press(page, "Abort deployment");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Deployment aborted");
        assertThat(chromium().complaints()).isEmpty();
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
