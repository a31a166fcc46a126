package io.tieout.matching;

/**
 * Every reason an exception can have: the closed list. A reason that is not here is a bug, never
 * mapped to a default. {@code topology-docs/reasons.md} is generated from it.
 */
public enum Reason {
    CAPTURE_NOT_BOOKED(
            Category.DEPENDENCY, Severity.HIGH, "The provider captured money and the books do not have it.", true),
    BOOKED_NOT_CAPTURED(
            Category.DATA_INTEGRITY,
            Severity.CRITICAL,
            "The books say that money was captured and the provider does not.",
            true),
    REFUND_NOT_BOOKED(
            Category.DEPENDENCY, Severity.HIGH, "The provider paid a refund and the books do not have it.", true),
    BOOKED_NOT_REFUNDED(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "The books say that a refund was paid and the provider does not.",
            true),
    COUNTERPART_MISSING(Category.DEPENDENCY, Severity.MEDIUM, "A required side of the policy has no entry.", true),
    AMOUNT_MISMATCH(Category.DATA_INTEGRITY, Severity.HIGH, "Both sides are there and their amounts differ.", false),
    CURRENCY_MISMATCH(Category.DATA_INTEGRITY, Severity.HIGH, "Both sides are there in different currencies.", false),
    SHORT(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "The side adds up to less than the side that it is compared with. The residual is what it lacks.",
            false),
    OVER(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "The side adds up to more than the side that it is compared with. The residual is what it has too much.",
            false),
    MATCH_BROKEN(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "A match had to be withdrawn, because an entry of it changed or went away. It gives way to what stays"
                    + " when the deadline of the case passes.",
            false),
    DUPLICATE_ENTRY(
            Category.DATA_INTEGRITY, Severity.HIGH, "A second object claims a side that is filled already.", false),
    AMBIGUOUS(
            Category.DATA_INTEGRITY,
            Severity.MEDIUM,
            "Several entries of a pool could settle this one equally well. No match is made, and a person decides.",
            false),
    SEARCH_LIMIT(
            Category.DATA_INTEGRITY,
            Severity.MEDIUM,
            "More entries of a pool could settle this one than the policy lets be tried. No match is made.",
            false),
    CONFLICTING_DUPLICATE(
            Category.DATA_INTEGRITY,
            Severity.CRITICAL,
            "A source stated the same version of an object twice, with different money.",
            false),
    MISSING_CORRELATION_ID(
            Category.VALIDATION, Severity.MEDIUM, "A side accepts the entry, but it bears no correlation id.", false),
    AMOUNT_MISSING(Category.VALIDATION, Severity.MEDIUM, "A side accepts the entry, but it bears no amount.", false),
    UNKNOWN_CURRENCY(Category.VALIDATION, Severity.MEDIUM, "The currency is not in ISO 4217.", false),
    RATE_MISSING(
            Category.VALIDATION,
            Severity.HIGH,
            "The policy counts in another currency and has no rate for the business date, so the entry counts nowhere.",
            false),
    FRACTION_OF_MINOR_UNIT(
            Category.VALIDATION, Severity.MEDIUM, "The amount is not a whole number of minor units.", false),
    BUSINESS_DATE_MISSING(
            Category.VALIDATION, Severity.MEDIUM, "A side accepts the entry, but it bears no business date.", false),
    BUSINESS_DATE_OUT_OF_RANGE(
            Category.VALIDATION,
            Severity.MEDIUM,
            "The business date lies in the future of when it was stated, or absurdly far in the past; or it was stated in"
                    + " the future of when it was read.",
            false),
    DEPENDENCY_MISSING(
            Category.DEPENDENCY,
            Severity.MEDIUM,
            "The entry waits for a row that it refers to, and the wait has passed its threshold.",
            false),
    STATEMENT_GAP(
            Category.TRANSPORT,
            Severity.HIGH,
            "The balances of a bank account do not continue: a statement of the named days has not come. In those days"
                    + " nothing is called missing.",
            false),
    STATEMENT_WRONG(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "A bank statement contradicts itself: a balance, count or total does not hold. What it booked is taken as"
                    + " it was booked, and its days are not covered.",
            false),
    REPORT_WRONG(
            Category.DATA_INTEGRITY,
            Severity.HIGH,
            "A settlement report of a provider contradicts itself, or has rows of a type that is not known: the rows of a"
                    + " batch that is closed do not add up to nothing. They are taken as they were reported.",
            false),
    SOURCE_STALE(
            Category.TRANSPORT,
            Severity.HIGH,
            "An account has not been heard for longer than its limit. Cases wait; nothing is called missing.",
            false),
    TABLE_NOT_READ(
            Category.TRANSPORT,
            Severity.HIGH,
            "A table of a source is not read, or what it held before is not. Other tables are; while it lasts, nothing is"
                    + " called missing that the source would have to state.",
            false),
    SLOT_WAL_RETAINED(
            Category.TRANSPORT,
            Severity.HIGH,
            "The replication slot of a database holds back more write-ahead log than its limit. A full disk stops Odoo.",
            false),
    CONSERVATION_BROKEN(
            Category.DATA_INTEGRITY,
            Severity.CRITICAL,
            "What was sent to matching is not what matching holds: an entry was lost or counted twice.",
            false);

    private final Category category;
    private final Severity severity;
    private final String meaning;
    private final boolean forMissingSide;

    Reason(Category category, Severity severity, String meaning, boolean forMissingSide) {
        this.category = category;
        this.severity = severity;
        this.meaning = meaning;
        this.forMissingSide = forMissingSide;
    }

    /** Category, where the policy does not say otherwise. */
    public Category category() {
        return category;
    }

    /** Severity, where the policy does not say otherwise. */
    public Severity severity() {
        return severity;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** True when a policy may name it for a missing side. */
    public boolean forMissingSide() {
        return forMissingSide;
    }
}
