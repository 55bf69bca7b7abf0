/**
 * Configuration: one list of settings ({@link io.holdfast.platform.config.Settings}), each given on the command line, in
 * the environment or in a file, with one name and one default. Nothing unknown is ever ignored.
 */
@NullMarked
package io.holdfast.platform.config;

import org.jspecify.annotations.NullMarked;
