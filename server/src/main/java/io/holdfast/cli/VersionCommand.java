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

    /** Of the program and of Java, in one line. */
    static String text() {
        String version = Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return "holdfast %s, Java %s".formatted(version, Runtime.version());
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println(text());
        spec.commandLine().getOut().flush();
    }
}
