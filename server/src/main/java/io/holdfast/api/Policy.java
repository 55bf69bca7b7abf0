package io.holdfast.api;

/** Who may make a call. A route without one does not compile. */
public enum Policy {
    /** Anybody: sign-in, set-up. */
    ANYONE,
    /** A person or program with a good token; without one 401. */
    SIGNED_IN,
    /**
     * A person or program with a good token, by header or by session cookie; without one 401. Also a read is refused when another
     * site's page asks for it: for a WebSocket browsers ask no leave.
     */
    SOCKET,
    /** Anybody in a browser, before signing in. A form that another site's page sends is refused. */
    OPEN_PAGE,
    /** A person in a browser with a good session cookie; without one the sign-in page. Writes need the page's form token. */
    PAGE
}
