package io.tieout.connect.odoo;

/**
 * Where a capture stands, and why, in words for a person.
 *
 * @param detail empty where the phase says it all
 */
public record CaptureState(Phase phase, String detail) {

    /** The phases of a capture. Only FAILED and STOPPED are final. */
    public enum Phase {
        /** Connecting, checking, preparing. */
        STARTING,
        /** Another capture reads this database; this one takes over when that one ends. */
        STANDBY,
        /** Reads what the tables hold now. */
        SNAPSHOT,
        /** Follows changes as they are committed. */
        STREAMING,
        /** The database or Kafka is away; the capture tries again and goes on where it was. */
        RETRYING,
        /** Needs a person; the detail says what to do. */
        FAILED,
        STOPPED
    }

    public boolean ended() {
        return phase == Phase.FAILED || phase == Phase.STOPPED;
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? phase.name() : phase + ": " + detail;
    }
}
