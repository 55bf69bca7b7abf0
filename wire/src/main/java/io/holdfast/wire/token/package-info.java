/** Device and user tokens: compact JWTs signed with HMAC-SHA256, read without a JSON library. */
@NullMarked
package io.holdfast.wire.token;

import org.jspecify.annotations.NullMarked;
