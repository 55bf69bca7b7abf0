package io.holdfast.api;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Mender's paging: {@code page} from 1, {@code per_page} of 20 unless asked, at most 500, and a {@code Link} header a direction.
 */
public record Paging(int page, int perPage) {
    private static final int PER_PAGE_DEFAULT = 20;
    private static final int PER_PAGE_MAX = 500;
    /** Beyond it the offset itself becomes the cost; nobody turns a hundred thousand pages by hand. */
    private static final int PAGE_MAX = 100_000;

    /** Reads the query's numbers; 400 for anything out of range. */
    public static Paging of(Call call) {
        return new Paging(number(call, "page", 1, PAGE_MAX), number(call, "per_page", PER_PAGE_DEFAULT, PER_PAGE_MAX));
    }

    private static int number(Call call, String name, int otherwise, int max) {
        String text = call.query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw refused("parameter \"" + name + "\" is not a number");
        }
        if (value < 1) {
            throw refused("parameter \"" + name + "\" below limit (min: 1)");
        }
        if (value > max) {
            throw refused("parameter \"" + name + "\" above limit (max: " + max + ")");
        }
        return value;
    }

    private static RuntimeException refused(String sentence) {
        return Refusal.badRequest("request.paging", sentence).exception();
    }

    /** Rows to skip. */
    public int offset() {
        return (page - 1) * perPage;
    }

    /** Rows to ask the database for: one more than the page shows, to know whether another follows. */
    public int limit() {
        return perPage + 1;
    }

    /** Adds the {@code Link} headers. */
    public Reply link(Reply reply, Call call, boolean more) {
        Reply linked = reply.header("Link", link(call, 1, "first"));
        if (page > 1) {
            linked = linked.header("Link", link(call, page - 1, "prev"));
        }
        return more ? linked.header("Link", link(call, page + 1, "next")) : linked;
    }

    private String link(Call call, int to, String relation) {
        String others = Arrays.stream(call.queryText().split("&"))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("page=") && !pair.startsWith("per_page="))
                .map(pair -> pair.replaceAll("[<>\"\\s]", ""))
                .collect(Collectors.joining("&"));
        String query = "page=" + to + "&per_page=" + perPage + (others.isEmpty() ? "" : "&" + others);
        return "<" + encoded(call.path()) + "?" + query + ">; rel=\"" + relation + "\"";
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(step -> URLEncoder.encode(step, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
    }
}
