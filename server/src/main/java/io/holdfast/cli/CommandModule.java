package io.holdfast.cli;

import java.util.List;

/** Commands that another module brings; found by {@link java.util.ServiceLoader}, absent when its jar is. */
public interface CommandModule {

    /** Objects annotated as picocli commands. */
    List<Object> commands();
}
