package io.holdfast.assembly;

import io.holdfast.config.ConfigurationLinks;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.release.ArtifactKeys;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.LinkSignatures;
import io.holdfast.release.Releases;
import io.holdfast.release.StorageLimits;
import java.io.IOException;
import java.nio.file.Path;

/** What keeps artifacts and hands them out. */
record Firmware(
        Releases releases,
        ArtifactUpload upload,
        BlobStore blobs,
        DownloadLinks links,
        ConfigurationLinks configurationLinks,
        StorageLimits storage,
        ArtifactKeys keys) {

    static Firmware in(Path folder, FleetTransactions transactions, FleetImage image, Clock clock) throws IOException {
        BlobStore blobs = DiskBlobStore.open(folder);
        Releases releases = new Releases(transactions);
        LinkSignatures signatures = new LinkSignatures(
                () -> image.tokenKeys().signingDownloadLinks(),
                keyId -> image.tokenKeys().downloadLinks().key(keyId),
                clock);
        return new Firmware(
                releases,
                new ArtifactUpload(blobs, releases),
                blobs,
                new DownloadLinks(signatures),
                new ConfigurationLinks(signatures),
                new StorageLimits(transactions),
                new ArtifactKeys(transactions));
    }
}
