package io.holdfast.fleet.drill;

import io.holdfast.fleet.process.WorkFolder;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a drill works with.
 *
 * @param full the published size; otherwise the one that fits a build
 * @param seed of the drill's dice, to play an earlier run again; a drill that rolls dice says its seed
 * @param folder removed after the drill
 * @param progress told one sentence before each step that takes seconds
 */
public record DrillContext(boolean full, OptionalLong seed, WorkFolder folder, Consumer<String> progress) {}
