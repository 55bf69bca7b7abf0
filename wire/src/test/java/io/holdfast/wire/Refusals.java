package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.wire.json.MalformedInput;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How tests say that input is refused. */
public final class Refusals {
    private Refusals() {}

    public static void assertRefused(String code, ThrowingCallable reading) {
        MalformedInput refusal = catchThrowableOfType(MalformedInput.class, reading);
        assertThat(refusal).as("a refusal with code %s", code).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.sentence()).isNotBlank();
        assertThat(refusal.getStackTrace()).isEmpty();
    }
}
