package io.tieout.matching;

/**
 * A source says that two references name one object.
 *
 * @param reference the reference that is to be replaced
 * @param standsFor what takes its place as correlation id
 * @param version of the entry that bears both; the newest counts
 */
public record Alias(String policy, String reference, String standsFor, Version version) {

    boolean saysTheSameAs(Alias other) {
        return reference.equals(other.reference) && standsFor.equals(other.standsFor);
    }
}
