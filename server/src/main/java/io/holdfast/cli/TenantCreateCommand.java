package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a tenant. */
@Command(
        name = "create",
        description = "Make a tenant and print its tenant token; works whether the server runs or not.",
        sortOptions = false)
final class TenantCreateCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(paramLabel = "NAME", description = "Name of the new tenant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    private TenantCreateCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new TenantCreateCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            administration.out().println(open.createTenant(name));
            administration.out().flush();
        }
    }
}
