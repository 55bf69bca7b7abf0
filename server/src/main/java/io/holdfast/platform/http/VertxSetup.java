package io.holdfast.platform.http;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** How every Vert.x of the server is made. */
public final class VertxSetup {
    private VertxSetup() {}

    /**
     * Without the cache of class path files, which nothing here is served from: it is a new folder in the temporary directory
     * at each start, and a process that is killed leaves it there.
     */
    public static VertxOptions options() {
        return new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }
}
