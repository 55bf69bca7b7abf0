package io.holdfast.access;

/** An Argon2id hash with its parameters and salt in the PHC string form, as it is stored. Prints as {@code ‹redacted›}. */
record PasswordHash(String phc) {

    @Override
    public String toString() {
        return "‹redacted›";
    }
}
