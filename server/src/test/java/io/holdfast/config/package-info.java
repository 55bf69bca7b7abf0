@NullMarked
package io.holdfast.config;

import org.jspecify.annotations.NullMarked;
