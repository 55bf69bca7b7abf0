package io.holdfast.api;

/** Who may make a call. A route without one does not compile. */
public enum Policy {
    /** Anybody: sign-in, set-up. */
    ANYONE,
    /** A person or program with a good token; without one 401. */
    SIGNED_IN,
    /** A person in a browser with a good session cookie; without one the sign-in page. Writes need the page's form token. */
    PAGE
}
