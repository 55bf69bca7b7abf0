package io.holdfast.api.ops;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code GET /image}: how far this node has read the feed, and a digest of what it would answer to devices. Two nodes of a cell that have
 * read as far have the same digest. Reads every device's record: about a second of one core for a million of them.
 */
public final class ImageRoutes implements OpsRoutes {
    private final FleetImage image;

    public ImageRoutes(FleetImage image) {
        this.image = image;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(OpsRoute.operator("GET", "/image", request -> state()));
    }

    private Reply state() {
        return Reply.json(
                200,
                Json.object()
                        .put("applied_seq", image.appliedSeq())
                        .put("fresh", image.fresh())
                        .put("devices", image.deviceCount())
                        .put("digest", HexFormat.of().toHexDigits(ImageAudit.digest(image))));
    }
}
