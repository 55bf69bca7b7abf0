package io.holdfast.cli;

/** The start-up cache was not trained as it should be: none is better than one that slows every start unseen. */
final class TrainingFailed extends RuntimeException {

    /** @param what one clause that names the request and its answer, and no secret */
    TrainingFailed(String what) {
        super(what);
    }
}
