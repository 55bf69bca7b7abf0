package io.holdfast.postgres;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded PostgreSQL that another process of ours runs, found by the files it keeps; for the one-shot commands that
 * work beside a running server. Needs the rights of that server's user.
 */
public final class RunningPostgres {
    private final Login login;

    private RunningPostgres(Login login) {
        this.login = login;
    }

    /** The one of this directory, if there is one and it answers now; waits at most 5 s. */
    public static Optional<RunningPostgres> in(Path directory) {
        Home home = new Home(directory);
        return home.port()
                .flatMap(port -> home.password().map(password -> new Login(port, password)))
                .filter(login -> login.ask() instanceof Login.Answer.Ready)
                .map(RunningPostgres::new);
    }

    /** The address of a database in it. */
    public String jdbcUrl(String database) {
        return login.url(database);
    }

    /** The superuser. */
    public String username() {
        return Login.USERNAME;
    }

    /** The superuser's password. */
    public String password() {
        return login.password().value();
    }
}
