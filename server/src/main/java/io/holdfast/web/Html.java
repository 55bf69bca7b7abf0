package io.holdfast.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.holdfast.platform.http.Reply;
import java.util.Map;

/** Writes pages, and the headers that keep a browser from doing anything a page of ours does not ask for. */
final class Html {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

    /** A page of a template and what the template names. */
    Reply page(int status, String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput(16 * 1024);
        templates.render(template + ".jte", parameters, output);
        // "same-origin", not "no-referrer": with the latter browsers send our own forms with "Origin: null".
        return Reply.text(status, "text/html; charset=utf-8", output.toString())
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin");
    }
}
