package io.holdfast.edge.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A journal's file whose next flush fails and all later ones succeed, as a kernel reports a lost write: once. */
final class FailingDisk {
    private final AtomicBoolean failNext = new AtomicBoolean();

    void failNextFlush() {
        failNext.set(true);
    }

    SqliteFile open(Path file) throws SQLException {
        Connection real = DriverManager.getConnection("jdbc:sqlite:" + file);
        real.setAutoCommit(false);
        return SqliteFile.over((Connection) Proxy.newProxyInstance(
                FailingDisk.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && failNext.getAndSet(false)) {
                        throw new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
