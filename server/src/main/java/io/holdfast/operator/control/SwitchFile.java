package io.holdfast.operator.control;

import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The switches on this node's disk: a few lines of JSON, written new, flushed and renamed. */
public final class SwitchFile {
    private static final Logger log = LoggerFactory.getLogger(SwitchFile.class);

    private final Path folder;
    private final Path file;

    /** @param folder the node's own */
    public SwitchFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("switches.json");
    }

    /** What was off. A file that cannot be read is none: nothing is off, and the log says so. */
    List<KillSwitch> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<KillSwitch> off = new ArrayList<>();
            Json.tree(Files.readAllBytes(file)).forEach(node -> off.add(parse(node)));
            return off;
        } catch (IOException | JacksonException | IllegalArgumentException | java.time.DateTimeException unreadable) {
            log.atError()
                    .addKeyValue("why", unreadable.getMessage())
                    .log("the switches cannot be read: nothing is off");
            return List.of();
        }
    }

    private static KillSwitch parse(JsonNode node) {
        return new KillSwitch(
                UUID.fromString(node.path("id").asString("")),
                new SwitchTarget(
                        Optional.of(node.path("tenant").asString("")).flatMap(TenantId::parse),
                        Optional.of(node.path("route").asString("")).filter(route -> !route.isEmpty())),
                Instant.parse(node.path("since").asString("")),
                Instant.parse(node.path("until").asString("")),
                node.path("by").asString(""),
                node.path("why").asString(""));
    }

    /** Whether they are on the disk now. */
    boolean write(List<KillSwitch> switches) {
        ArrayNode all = Json.array();
        for (KillSwitch off : switches) {
            ObjectNode node = all.addObject()
                    .put("id", off.id().toString())
                    .put("since", off.since().toString())
                    .put("until", off.until().toString())
                    .put("by", off.by())
                    .put("why", off.why());
            off.target().tenant().ifPresent(tenant -> node.put("tenant", tenant.toString()));
            off.target().route().ifPresent(route -> node.put("route", route));
        }
        Path fresh = file.resolveSibling("switches.new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(Json.bytes(all));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(this.folder, StandardOpenOption.READ)) {
                folder.force(true); // the new name, too
            }
            return true;
        } catch (IOException refused) {
            log.atError().addKeyValue("why", refused.getMessage()).log("the disk refused the switches");
            return false;
        }
    }
}
