/** What drills with many links are played on: a server, its database behind a wire that can be made bad, and seeded devices. */
@NullMarked
package io.holdfast.fleet.drill.stage;

import org.jspecify.annotations.NullMarked;
