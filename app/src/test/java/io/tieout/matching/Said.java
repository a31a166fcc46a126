package io.tieout.matching;

/** One record of an account's log, as the intake reads it. */
public sealed interface Said {

    AccountId account();

    /** An entry version. */
    record Stated(Entry entry) implements Said {
        @Override
        public AccountId account() {
            return entry.id().accountId();
        }

        @Override
        public String toString() {
            String stage = entry.deleted() ? "deleted" : entry.stage().toString();
            return "%s v%d %s %s ref=%s leg=%s business=%s stated=%s due=%s"
                    .formatted(
                            entry.id(),
                            entry.version().position(),
                            stage,
                            entry.amount(),
                            entry.reference(java.util.List.of("REF")).orElse("none"),
                            entry.attributes().get("leg"),
                            entry.businessAt(),
                            entry.statedAt(),
                            entry.dueAt());
        }
    }

    /** Everything that the account stated within the interval has been read. */
    record Covered(AccountId account, Interval interval) implements Said {
        @Override
        public String toString() {
            return "coverage " + account + " from " + interval.from() + " to " + interval.to();
        }
    }
}
