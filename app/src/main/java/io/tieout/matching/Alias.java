package io.tieout.matching;

/**
 * A source says that two references name one object.
 *
 * @param reference the reference that is to be replaced
 * @param standsFor what takes its place as correlation id
 * @param version of the entry that bears both; the newest counts
 */
public record Alias(String policy, String reference, String standsFor, Version version) {

    /** The newest counts; where two objects say it in the same version, their order must not matter. */
    boolean givesWayTo(Alias other) {
        int order = version.compareTo(other.version);
        return order < 0 || (order == 0 && standsFor.compareTo(other.standsFor) < 0);
    }

    boolean saysTheSameAs(Alias other) {
        return reference.equals(other.reference) && standsFor.equals(other.standsFor);
    }
}
