package io.holdfast.web.view;

import java.util.List;

/** How far the targets of a deployment got: shares of a bar from 0 to 1000, and the numbers beside it. */
public record Progress(int targets, int done, List<Share> shares) {

    /** One colour of the bar. */
    public record Share(String label, int count, Chip.Tone tone, int from, int width) {}

    /** The bar in one sentence, for those who do not see it. */
    public String sentence() {
        StringBuilder text = new StringBuilder(done + " of " + targets + " done");
        shares.forEach(
                share -> text.append(", ").append(share.count()).append(' ').append(share.label()));
        return text.toString();
    }
}
