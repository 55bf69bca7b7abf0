package io.holdfast.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's Chromium, with JavaScript turned off: the pages have none. Notes every foreign request and console message. */
final class TestBrowser implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TestBrowser.class);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final double PATIENCE_MS = 30_000; // two cores, shared with a database

    private final URI site;
    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext context;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private TestBrowser(URI site) {
        this.site = site;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--disable-quic",
                                "--disable-gpu")));
        context = context(ColorScheme.LIGHT, 1280, 900);
    }

    /** Empty, with a warning, where there is no Chromium; a failure where {@code HOLDFAST_REQUIRE_CLIENTS=1}. */
    static Optional<TestBrowser> open(URI site) {
        if (Files.isExecutable(CHROMIUM)) {
            return Optional.of(new TestBrowser(site));
        }
        if ("1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            throw new AssertionError("a browser is required here: install the Debian package chromium");
        }
        log.atWarn().addKeyValue("missing", CHROMIUM).log("SKIPPED: the tests of the pages need chromium");
        return Optional.empty();
    }

    private BrowserContext context(ColorScheme scheme, int width, int height) {
        BrowserContext made = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(site.toString())
                .setIgnoreHTTPSErrors(true)
                .setJavaScriptEnabled(false)
                .setColorScheme(scheme)
                .setViewportSize(width, height));
        made.setDefaultTimeout(PATIENCE_MS);
        return made;
    }

    Page page() {
        return watched(context.newPage());
    }

    /** A page of the same person in another window. */
    Page page(ColorScheme scheme, int width, int height) {
        BrowserContext other = context(scheme, width, height);
        other.addCookies(context.cookies().stream()
                .map(cookie -> new com.microsoft.playwright.options.Cookie(cookie.name, cookie.value)
                        .setUrl(site.toString())
                        .setSecure(true)
                        .setHttpOnly(true))
                .toList());
        return watched(other.newPage());
    }

    private Page watched(Page page) {
        page.onRequest(this::judge);
        page.onConsoleMessage(message -> complaints.add("console: " + message.text()));
        page.onPageError(error -> complaints.add("error: " + error));
        page.onRequestFailed(request -> complaints.add("failed: " + request.url()));
        return page;
    }

    private void judge(Request request) {
        boolean ours = request.url().startsWith(site + "/") || request.url().startsWith("data:");
        if (!ours) {
            complaints.add("foreign: " + request.url());
        }
    }

    /** Foreign requests, console messages, page errors and failed requests so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
