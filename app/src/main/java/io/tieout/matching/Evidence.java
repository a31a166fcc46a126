package io.tieout.matching;

/**
 * One reason why entries of a pool belong together, with its weight.
 *
 * @param points what the policy gives for it; negative where it speaks against
 * @param detail what was found, in words
 */
public record Evidence(Kind kind, int points, String detail) {

    /** What was compared: a closed list. */
    public enum Kind {
        /** Both bear the same reference as a reference. */
        STRUCTURED_REFERENCE,
        /** The reference of one stands in the text of the other. */
        REFERENCE_IN_TEXT,
        /** The number within the reference of one stands with the other: {@code CHK-4858} and "check 4858". */
        PART_OF_REFERENCE,
        /** The amounts are equal, or the sums. */
        EXACT_AMOUNT,
        /** The amounts differ within the policy's tolerance. */
        AMOUNT_IN_TOLERANCE,
        /** The amounts differ by what looks like a slip of the pen or a fee: transposed digits, a digit too few. */
        SIMILAR_AMOUNT,
        /** The counterparty of one is the counterparty of the other, or is named in its text. */
        COUNTERPARTY,
        /** The texts name the same. */
        TEXT,
        /** The text begins with a name that the other side knows, and the entry bears another. */
        NAMES_ANOTHER,
        /** The dates are near. */
        DATE,
        /** The amount is the sum of several entries. */
        SUM_OF_SEVERAL
    }
}
