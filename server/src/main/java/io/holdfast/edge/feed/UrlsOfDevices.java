package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageWriter;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlRows;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads device URLs as the database has them now and puts them into the image. */
final class UrlsOfDevices {
    private final ImageWriter writer;
    private final FeedCounters counters;

    UrlsOfDevices(ImageWriter writer, FeedCounters counters) {
        this.writer = writer;
        this.counters = counters;
    }

    void readAll(Connection connection) {
        UrlRows.all(connection).forEach(this::put);
    }

    void read(Connection connection, TenantId tenant, Set<UrlId> ids) {
        Set<UrlId> gone = new HashSet<>(ids);
        for (UrlRows.Read read : UrlRows.some(connection, tenant, List.copyOf(ids))) {
            if (read instanceof UrlRows.Read.Url found) {
                gone.remove(found.url().id());
            }
            put(read);
        }
        gone.forEach(writer::urlGone);
    }

    /** One that cannot be read is closed: open to whom is what cannot be told. */
    private void put(UrlRows.Read read) {
        switch (read) {
            case UrlRows.Read.Url found -> writer.url(found.url());
            case UrlRows.Read.Unreadable unreadable -> {
                writer.urlGone(unreadable.id());
                counters.unreadable("device_url", unreadable.id(), unreadable.why());
            }
        }
    }
}
