package io.holdfast.edge.salvage;

import io.holdfast.edge.image.FleetImage;

/**
 * The image as it was when its history ended.
 *
 * @param lostSeq the feed number that the node had reached
 */
public record SalvagedImage(FleetImage image, long lostSeq) {}
