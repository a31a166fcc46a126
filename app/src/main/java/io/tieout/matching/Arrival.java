package io.tieout.matching;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What reaches a case: an entry version that belongs to it, or word that an entry belongs to it no more. */
public sealed interface Arrival {

    String policy();

    String correlationId();

    /** The log that said it. */
    AccountId account();

    /**
     * An entry version enters the case, or replaces an older version in it.
     *
     * @param replaced amount of the version that was sent to this case before; null for the first
     * @param promise what the entry says of how complete its group is; null when it says nothing
     * @param clues by what its counterpart may be recognised in a pool; none in the other shapes
     */
    record Placement(
            String policy,
            String correlationId,
            Member member,
            @Nullable Money replaced,
            @Nullable Promise promise,
            Clues clues)
            implements Arrival {

        /** A placement for which the correlation id is all that counts. */
        public Placement(
                String policy,
                String correlationId,
                Member member,
                @Nullable Money replaced,
                @Nullable Promise promise) {
            this(policy, correlationId, member, replaced, promise, Clues.NONE);
        }

        @Override
        public AccountId account() {
            return member.id().accountId();
        }
    }

    /**
     * A newer version of the entry no longer belongs to the case; or the same version was sent to the wrong
     * case, before its alias was known.
     *
     * @param moved the entry that is in the case leaves it in this very version
     */
    record Withdrawal(
            String policy,
            String correlationId,
            EntryId id,
            Version version,
            Instant statedAt,
            @Nullable Lineage lineage,
            boolean moved)
            implements Arrival {
        @Override
        public AccountId account() {
            return id.accountId();
        }
    }
}
