package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.testing.AccessFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Every page with a fleet's worth of data: none is wider than its window or complains. With {@code -Dpictures=FOLDER} it also
 * leaves pictures of them there.
 */
class PicturesTest {
    private static final int PHONE_WIDTH = 390;
    private static final int DESK_WIDTH = 1280;

    private final Optional<Path> pictures =
            Optional.ofNullable(System.getProperty("pictures")).map(Path::of);

    @Test
    void every_page_fits_its_window_in_light_and_dark_and_on_a_phone() throws IOException {
        try (TestSite site = new TestSite(Files.createTempDirectory("holdfast-web"))) {
            Optional<TestBrowser> opened = TestBrowser.open(site.url());
            Assumptions.assumeTrue(opened.isPresent(), "needs chromium");
            try (TestBrowser browser = opened.orElseThrow()) {
                Map<String, String> pages = pages(site);
                signIn(browser.page());
                for (Map.Entry<String, String> each : pages.entrySet()) {
                    show(browser.page(ColorScheme.LIGHT, DESK_WIDTH, 900), each.getKey(), each.getValue(), DESK_WIDTH);
                    show(
                            browser.page(ColorScheme.DARK, DESK_WIDTH, 900),
                            each.getKey() + "-dark",
                            each.getValue(),
                            DESK_WIDTH);
                    show(
                            browser.page(ColorScheme.LIGHT, PHONE_WIDTH, 844),
                            each.getKey() + "-phone",
                            each.getValue(),
                            PHONE_WIDTH);
                }
                assertThat(browser.complaints()).isEmpty();
                show(browser.page(ColorScheme.LIGHT, DESK_WIDTH, 900), "trouble", "/nowhere", DESK_WIDTH);
            }
        }
    }

    private void show(Page page, String name, String path, int width) {
        page.navigate(path);
        assertThat(page.locator("body").boundingBox().width).as(name).isLessThanOrEqualTo(width);
        assertThat(page.locator("main").boundingBox().width).as(name).isLessThanOrEqualTo(width);
        pictures.ifPresent(
                folder -> page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png"))));
        page.close();
    }

    private static void signIn(Page page) {
        page.navigate("/sign-in");
        page.getByLabel("E-mail address").fill(AccessFixture.ADA.value());
        page.getByLabel("Password").fill(AccessFixture.PASSWORD);
        page.locator("button").click();
        page.waitForURL("**/devices");
    }

    private static Map<String, String> pages(TestSite site) {
        site.access.user(AccessFixture.ADA);
        TestFleet fleet = new TestFleet(site.access);
        fleet.release("signage-os-2026.11", "Faster start, new clock widget", "raspberrypi5", 412_300_100, true, 1500);
        fleet.release("signage-os-2026.10", "", "raspberrypi4-64", 398_120_555, true, 41_000);
        fleet.release("kiosk-app-7.3.1", "Payment terminal fix", "imx8mm-kiosk", 18_450_200, false, 4_400);
        List<DeviceId> devices = devices(site, fleet);
        UUID deployment = deployment(fleet, devices);
        fleet.deployment("Payment terminal fix", "kiosk-app-7.3.1", "finished", true, 4_300);
        return Map.ofEntries(
                Map.entry("devices", "/devices"),
                Map.entry("devices-pending", "/devices?standing=pending"),
                Map.entry("device", "/devices/" + devices.getFirst()),
                Map.entry("decommission", "/devices/" + devices.getFirst() + "/decommission"),
                Map.entry("releases", "/releases"),
                Map.entry("deployments", "/deployments"),
                Map.entry("deployment", "/deployments/" + deployment),
                Map.entry("deployment-new", "/deployments/new"),
                Map.entry("log", "/deployments/" + deployment + "/devices/" + devices.get(3) + "/log"),
                Map.entry("connect", "/connect"),
                Map.entry("sign-in", "/sign-in"));
    }

    private static List<DeviceId> devices(TestSite site, TestFleet fleet) {
        Random random = new Random(7);
        List<DeviceId> devices = new ArrayList<>();
        List<String> places =
                List.of("berlin-alex", "wien-hbf", "zurich-airport", "lyon-part-dieu", "oslo-s", "porto-campanha");
        for (int i = 0; i < 28; i++) {
            Standing standing = i % 9 == 4 ? Standing.PENDING : i == 12 ? Standing.REJECTED : Standing.ACCEPTED;
            String place = places.get(i % places.size()) + "-" + (1 + i / places.size());
            String mac =
                    "dc:a6:32:%02x:%02x:%02x".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
            DeviceId device = fleet.device(
                    "{\"hostname\":\"" + place + "\",\"mac\":\"" + mac + "\"}", standing, 60_000 - i * 1_900);
            if (standing == Standing.ACCEPTED) {
                fleet.inventory(
                        device,
                        5 + i,
                        "device_type",
                        i % 5 == 3 ? "imx8mm-kiosk" : "raspberrypi5",
                        "artifact_name",
                        i % 3 == 0 ? "signage-os-2026.11" : "signage-os-2026.10",
                        "kernel",
                        "6.12.47-v8",
                        "os",
                        "Debian GNU/Linux 12 (bookworm)",
                        "mem_total_kB",
                        "8065312",
                        "mender_client_version",
                        "3.4.0",
                        "ipv4_eth0",
                        "10.20." + i + ".14/24",
                        "rootfs_type",
                        "ext4");
                site.heard.put(device, Instant.now().minusSeconds(11L + i * i * 37L));
            }
            devices.add(device);
        }
        fleet.key(devices.getFirst(), Standing.PENDING, 12);
        return devices;
    }

    private static UUID deployment(TestFleet fleet, List<DeviceId> devices) {
        UUID deployment = fleet.deployment("November roll-out, shops", "signage-os-2026.11", "active", false, 190);
        for (int i = 0; i < devices.size(); i++) {
            String status = i == 3
                    ? "failure"
                    : i % 7 == 5
                            ? "downloading"
                            : i % 7 == 6 ? "installing" : i % 11 == 8 ? "rebooting" : i > 19 ? "pending" : "success";
            fleet.target(deployment, devices.get(i), status, i % 7 == 6 ? "writing slot B" : "", 150 - i * 4);
        }
        fleet.log(deployment, devices.get(3), """
                2026-11-21 09:14:02 +0000 UTC info: Running Mender client version: 3.4.0
                2026-11-21 09:14:05 +0000 UTC info: Download of artifact signage-os-2026.11 started
                2026-11-21 09:16:41 +0000 UTC error: Download connection broken: unexpected EOF
                2026-11-21 09:16:41 +0000 UTC error: Fatal: no space left on device: /data/mender/modules
                2026-11-21 09:16:42 +0000 UTC info: State transition: update-store [Download_Enter] -> rollback
                """);
        return deployment;
    }
}
