package io.holdfast.platform.config;

import java.nio.file.Path;

/** Where a setting's value came from; {@code toString()} is how an operator is told. The first that decides wins. */
public sealed interface Source {

    /** An option of the command line. */
    record CommandLine(String option) implements Source {
        @Override
        public String toString() {
            return option;
        }
    }

    /** A variable of the environment. */
    record Environment(String name) implements Source {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A key of the configuration file. */
    record File(Path path, String key) implements Source {
        @Override
        public String toString() {
            return key + " in " + path;
        }
    }

    /** Nobody decided. */
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }
}
