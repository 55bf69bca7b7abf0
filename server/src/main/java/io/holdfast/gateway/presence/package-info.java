/**
 * Which devices are online, truthfully: a link that this node holds, or a row of another node whose lease lives. What is not known is
 * called unknown, and every answer says as of when it holds.
 */
@NullMarked
package io.holdfast.gateway.presence;

import org.jspecify.annotations.NullMarked;
