package io.holdfast.gateway.files;

/** Carries a failure out of a transfer. Has no stack trace: it is an outcome, not a fault. */
public final class TransferFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final transient TransferFailure failure;

    TransferFailed(TransferFailure failure) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
    }

    public TransferFailure failure() {
        return failure;
    }
}
