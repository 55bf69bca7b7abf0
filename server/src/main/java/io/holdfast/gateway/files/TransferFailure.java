package io.holdfast.gateway.files;

import io.holdfast.gateway.session.SessionOpening;

/** Why a transfer did not end well. */
public sealed interface TransferFailure {

    /** No session could be opened for it. */
    record NotOpened(SessionOpening.Reason reason, String text) implements TransferFailure {}

    /** The device does not know the file, or may not touch it, or has no room; its own words. */
    record RefusedByDevice(String text) implements TransferFailure {}

    /** What is at the path is no ordinary file. */
    record NotAFile() implements TransferFailure {}

    /** The device's side ended, or the device broke the protocol. */
    record Broken(String text) implements TransferFailure {}

    /** The device did not answer in time. */
    record TimedOut() implements TransferFailure {}

    /** All bytes went, and the device did not show the file within {@link FileTransfers#SETTLED_MAX}. */
    record Unconfirmed() implements TransferFailure {}
}
