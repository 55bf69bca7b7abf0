package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.testing.AccessFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of a device's URLs: made, switched, changed and deleted by forms alone. */
class DeviceUrlPagesTest {
    private static final Pattern ROW = Pattern.compile("/urls/([0-9a-f-]{36})/(on|off)\"");
    private static final Pattern ADDRESS = Pattern.compile("https://[a-z2-7]{16}--80\\.devices\\.test(:[0-9]+)?/");

    private final TestSite site;
    private final SiteClient browser;
    private String page;

    DeviceUrlPagesTest() throws IOException {
        site = new TestSite(Files.createTempDirectory("holdfast-web"));
        browser = new SiteClient(site);
        page = "";
    }

    @BeforeEach
    void signIn() {
        site.access.user(AccessFixture.ADA);
        browser.signedIn(site.access.token(AccessFixture.ADA).reveal());
        DeviceId device = new TestFleet(site.access).device("{\"sn\":\"A-1\"}", Standing.ACCEPTED, 5);
        page = "/devices/" + device + "/urls";
    }

    @AfterEach
    void close() {
        browser.close();
        site.close();
    }

    private HttpResponse<String> make(String... fields) {
        String[] all = new String[fields.length + 4];
        all[0] = "form_token";
        all[1] = browser.formToken(page);
        all[2] = "port";
        all[3] = "80";
        System.arraycopy(fields, 0, all, 4, fields.length);
        return browser.post(page, all);
    }

    private String deed(String deed) {
        Matcher row = ROW.matcher(browser.get(page).body());
        assertThat(row.find()).isTrue();
        HttpResponse<String> answer =
                browser.post(page + "/" + row.group(1) + "/" + deed, "form_token", browser.formToken(page));
        assertThat(answer.statusCode()).as(deed).isIn(200, 303);
        return answer.body();
    }

    private String address() {
        Matcher address = ADDRESS.matcher(browser.get(page).body());
        assertThat(address.find()).isTrue();
        return address.group();
    }

    @Test
    void an_address_is_off_until_it_is_switched_on_gets_another_and_goes() {
        assertThat(browser.get(page.replace("/urls", "")).body()).contains("href=\"" + page + "\"");
        assertThat(make("mode", "link").statusCode()).isEqualTo(303);
        assertThat(browser.get(page).body()).contains("Off", "Switch on", "whoever has a link", "A-1");
        String first = address();

        assertThat(deed("on")).isEmpty();
        assertThat(browser.get(page).body()).contains("Open", "Switch off");
        assertThat(deed("link")).contains(first + ".holdfast/link/l.", "shown this once");
        assertThat(browser.get(page).body()).doesNotContain("/link/l.");
        assertThat(deed("rotate")).isEmpty();
        assertThat(address()).isNotEqualTo(first);
        assertThat(deed("delete")).isEmpty();
        assertThat(browser.get(page).body()).contains("None yet.");
    }

    @Test
    void a_password_is_shown_once_and_what_cannot_be_is_refused() {
        HttpResponse<String> made = make("mode", "basic", "user", "ada", "enabled", "true");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).contains("Password", "It is shown this once");
        assertThat(browser.get(page).body())
                .contains("whoever knows the password of ada")
                .doesNotContain("It is shown this once");

        assertThat(make("mode", "ip-allow", "networks", "nowhere").statusCode()).isEqualTo(400);
        assertThat(make("mode", "basic", "user", "a:b").statusCode()).isEqualTo(400);
        assertThat(make("mode", "everything").statusCode()).isEqualTo(400);
        assertThat(make("mode", "private", "expires", "tomorrow").statusCode()).isEqualTo(400);
        assertThat(browser.post(page, "port", "80").statusCode()).isEqualTo(403);
        assertThat(browser.get("/device-urls/enter/abcdefghij234567--80/Lw").statusCode())
                .isEqualTo(404);
    }
}
