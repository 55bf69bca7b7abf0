package io.holdfast.web.view;

/** A state in words, with a tone for the eye. */
public record Chip(String text, Tone tone) {

    /** How a state feels; the word always says it too. */
    public enum Tone {
        GOOD("good"),
        WAITING("waiting"),
        BAD("bad"),
        BUSY("busy"),
        QUIET("quiet");

        private final String css;

        Tone(String css) {
            this.css = css;
        }

        /** The end of the CSS class's name. */
        public String css() {
            return css;
        }
    }
}
