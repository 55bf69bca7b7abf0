package io.holdfast.web;

import io.holdfast.api.RefusalPages;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.web.view.Trouble;
import java.util.Map;

/** Errors as pages. Needs nothing but memory, so that it works while nothing else does. */
final class ErrorPages implements RefusalPages {
    private final Html html;
    private final StaticFiles files;

    ErrorPages(Html html, StaticFiles files) {
        this.html = html;
        this.files = files;
    }

    @Override
    public Reply page(Refusal refusal, String requestId) {
        Trouble trouble = new Trouble(
                files.assets(), refusal.status(), title(refusal.status()), sentence(refusal.sentence()), requestId);
        return html.page(refusal.status(), "trouble", Map.of("view", trouble));
    }

    private static String title(int status) {
        return switch (status) {
            case 403 -> "Not from here";
            case 404 -> "Nothing here";
            case 405 -> "Not that way";
            case 409, 422 -> "That does not go";
            case 413 -> "Too large";
            case 429 -> "Too often";
            case 503 -> "Not right now";
            default -> status >= 500 ? "Our mistake" : "That was not understood";
        };
    }

    private static String sentence(String text) {
        String capital = text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return capital.isEmpty() || capital.endsWith(".") ? capital : capital + ".";
    }
}
