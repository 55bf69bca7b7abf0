package io.holdfast.platform.database;

/** Why a schema change must not run. */
public record MigrationFinding(String fileName, String sentence) {
    @Override
    public String toString() {
        return fileName + ": " + sentence;
    }
}
