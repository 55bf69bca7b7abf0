package io.holdfast.edge.store;

import io.holdfast.edge.image.ImageRestore;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.salvage.SalvagedImage;
import io.holdfast.edge.salvage.Salvages;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The salvaged images in the local store's folder: at most five, and none older than two weeks. */
final class StoredSalvages implements Salvages {
    private static final Logger log = LoggerFactory.getLogger(StoredSalvages.class);

    private final SnapshotFolder folder;
    private final Clock clock;
    private final Dice dice;

    StoredSalvages(SnapshotFolder folder, Clock clock, Dice dice) {
        this.folder = folder;
        this.clock = clock;
        this.dice = dice;
    }

    @Override
    public boolean any() {
        return !folder.salvaged(clock.now()).isEmpty();
    }

    @Override
    public List<SalvagedImage> read() {
        List<SalvagedImage> images = new ArrayList<>();
        for (Path file : folder.salvaged(clock.now())) {
            ImageWriter writer = ImageWriter.create(clock, dice);
            try {
                boolean unused = SnapshotFile.read(file, new ImageRestore(writer));
                images.add(new SalvagedImage(writer.image(), SnapshotFolder.lostSeq(file)));
            } catch (IOException | IllegalArgumentException broken) {
                log.atError()
                        .addKeyValue("file", file)
                        .setCause(broken)
                        .log("a salvaged image does not verify: devices that only it knows must ask anew");
            }
        }
        return images;
    }

    @Override
    public void forget(long lostSeq) {
        folder.forgetSalvaged(lostSeq);
    }
}
