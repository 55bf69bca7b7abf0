package io.holdfast.platform.secrets;

/** A sealed secret that cannot be opened. Always loud: a wrong key never yields plausible bytes. */
public final class UnreadableSecret extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    UnreadableSecret(String code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** {@code secret.damaged}, {@code secret.scheme-unknown}, {@code secret.key-unknown} or {@code secret.tampered}. */
    public String code() {
        return code;
    }
}
