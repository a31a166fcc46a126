package io.tieout.connect.webhook;

/** A body that did not come in whole, within its limit, in time. */
final class UnreadableBodyException extends Exception {

    private final Refusal refusal;

    UnreadableBodyException(Outcome outcome, String error) {
        // A flood of these must cost little: no stack trace.
        super(error, null, false, false);
        this.refusal = new Refusal(outcome, error);
    }

    Refusal refusal() {
        return refusal;
    }
}
