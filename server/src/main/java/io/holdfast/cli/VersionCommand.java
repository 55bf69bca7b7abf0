package io.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows which program this is. */
@Command(name = "version", description = "Print the version of the program and of Java.")
final class VersionCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        String version = Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        spec.commandLine().getOut().printf("holdfast %s, Java %s%n", version, Runtime.version());
        spec.commandLine().getOut().flush();
    }
}
