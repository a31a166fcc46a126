package io.tieout.matching.pool;

import io.tieout.matching.Arrival;
import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import io.tieout.matching.Coverage;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Heard;
import io.tieout.matching.Ledger;
import io.tieout.matching.Lineage;
import io.tieout.matching.Member;
import io.tieout.matching.Outcome;
import io.tieout.matching.Outcome.Resolution;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.pool.PoolStore.Queue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The law of matching, for the pool shape.
 *
 * <p>Each entry of a pool is a case of its own: it is settled by others, or something is said of it. A whole
 * reference that only it and its counterpart bear settles it at once. Weaker evidence waits until every side
 * has spoken past the entry's deadline, for until then a better candidate may come; then the entry looks for
 * all that may belong to it, and what leads for everybody concerned is chosen ({@link Board}). What ties is
 * ambiguous, and said to be: a guess is never made.
 *
 * <p>Time never comes from a clock, and whatever is due by the coverage already read is closed before an
 * arrival meets it, as in the pair shape.
 */
public final class PoolMatcher {

    private final Policy policy;
    private final Shape.Pool shape;
    private final Scale scale;

    public PoolMatcher(Policy policy) {
        if (!(policy.shape() instanceof Shape.Pool pool)) {
            throw new IllegalArgumentException("Policy " + policy.name() + " is no pool");
        }
        this.policy = policy;
        this.shape = pool;
        this.scale = new Scale(policy, pool);
    }

    public Policy policy() {
        return policy;
    }

    /** Something reached the pool. */
    public Effects arrive(PoolStore pool, Arrival arrival, Coverage coverage) {
        if (arrival instanceof Placement placement) {
            return place(pool, placement, coverage);
        }
        if (arrival instanceof Withdrawal withdrawal) {
            return withdraw(pool, withdrawal, coverage);
        }
        throw new IllegalStateException("No rule for " + arrival.getClass());
    }

    /** Coverage has advanced: if the entry is due, it looks for all that may belong to it. */
    public Effects expire(PoolStore pool, EntryId id, Coverage coverage) {
        Item item = pool.item(id);
        if (item == null || !item.live() || (item.due() && item.lapsed())) {
            return Effects.NONE;
        }
        Decision decision = new Decision(pool, coverage, Resolution.SUPERSEDED);
        decision.judge(id);
        return decision.effects(deadline(item.member()), null);
    }

    /**
     * The entry was closed so long ago that it may be forgotten: with all that it was settled with, once the last
     * of them may be.
     */
    public Effects forget(PoolStore pool, EntryId id) {
        Item item = pool.item(id);
        return item == null
                ? Effects.NONE
                : new Decision(pool, Coverage.of(Set.of(), Set.of()), Resolution.SUPERSEDED).forget(item);
    }

    /** Whether an entry is so old that its counterpart may have been forgotten already. */
    public boolean beyondRetention(Member member, Coverage coverage) {
        Heard own = coverage.heard().get(member.id().accountId());
        return own != null && own.to().isAfter(deadline(member).plus(policy.retention()));
    }

    private Effects place(PoolStore pool, Placement placement, Coverage coverage) {
        Member member = placement.member();
        Item known = pool.item(member.id());
        if (known != null && !known.member().givesWayTo(member)) {
            return Effects.NONE;
        }
        boolean joins = known == null || !known.live();
        Decision decision = new Decision(pool, coverage, joins ? Resolution.MATCHED : Resolution.AMENDMENT);
        Effects closing =
                closeWhatIsDue(pool, decision.search.metBy(Item.of(member, placement.clues()), coverage), coverage);
        Set<EntryId> again = new LinkedHashSet<>();
        Item item = Item.of(member, placement.clues());
        if (known != null) {
            decision.find(known.id());
            if (known.live()) {
                again.addAll(decision.search.leave(known, coverage));
            }
            item = decision.board.get(known.id()).renewed(member, placement.clues());
        }
        decision.board.put(item);
        again.addAll(decision.search.enter(item, coverage));
        decision.judge(item.id());
        again.forEach(decision::lookAgain);
        Effects effects = decision.effects(member.statedAt(), member.lineage());
        Optional<Outcome> late = joins ? decision.late(item.id()) : Optional.empty();
        return late.isEmpty() ? both(closing, effects) : both(closing, effects, late.get());
    }

    private Effects withdraw(PoolStore pool, Withdrawal withdrawal, Coverage coverage) {
        Item known = pool.item(withdrawal.id());
        if (known == null || !known.member().leavesBy(withdrawal)) {
            return Effects.NONE;
        }
        Decision decision = new Decision(pool, coverage, Resolution.VOID);
        decision.find(known.id());
        Set<EntryId> again = known.live() ? decision.search.leave(known, coverage) : Set.of();
        Member gone = known.member().voidedAt(withdrawal.version(), withdrawal.statedAt(), withdrawal.lineage());
        decision.board.put(
                decision.board.get(known.id()).renewed(gone, known.clues()).broken(false));
        again.forEach(decision::lookAgain);
        return decision.effects(withdrawal.statedAt(), withdrawal.lineage());
    }

    /** An entry that coverage has passed and nobody has looked at is closed before a newcomer meets it. */
    private Effects closeWhatIsDue(PoolStore pool, Set<EntryId> met, Coverage coverage) {
        Effects effects = Effects.NONE;
        for (EntryId id : met) {
            effects = both(effects, expire(pool, id, coverage));
        }
        return effects;
    }

    private static Effects both(Effects one, Effects other, Outcome... last) {
        if (last.length == 0 && one.outcomes().isEmpty() && one.changes().isEmpty()) {
            return other;
        }
        var outcomes = new ArrayList<>(one.outcomes());
        outcomes.addAll(other.outcomes());
        outcomes.addAll(List.of(last));
        var changes = new ArrayList<>(one.changes());
        changes.addAll(other.changes());
        return new Effects(outcomes, changes);
    }

    /** From when its counterpart is missing: nobody need pay before the entry's own due date. */
    private Instant missedAt(Member member) {
        Instant own = member.dueAt();
        Instant deadline = deadline(member);
        Instant due = own == null ? deadline : own.plus(policy.grace());
        return due.isAfter(deadline) ? due : deadline;
    }

    /** While a deposit may yet be found to include it, it waits for that. */
    private Instant missedOrTakenAt(Item item) {
        Instant missed = missedAt(item.member());
        Instant taken = item.takenUntil();
        return taken != null && taken.isAfter(missed) ? taken : missed;
    }

    private Instant deadline(Member member) {
        return member.businessAt().plus(policy.window()).plus(policy.grace());
    }

    /** One decision in the making. */
    private final class Decision {
        private final PoolStore pool;
        private final Coverage coverage;
        private final Resolution cause;
        private final Board board;
        private final Search search;
        private final Report report;

        Decision(PoolStore pool, Coverage coverage, Resolution cause) {
            this.pool = pool;
            this.coverage = coverage;
            this.cause = cause;
            this.board = new Board(pool, shape.evidence().margin());
            this.search = new Search(policy, shape, scale, board);
            this.report = new Report(policy, board, search, coverage);
        }

        @Nullable
        Item find(EntryId id) {
            return board.find(id);
        }

        void judge(EntryId id) {
            Item item = board.get(id);
            Judgement judgement = coverage.judge(
                    policy.sides(), policy.counterpartFrom(item.member().businessAt()), deadline(item.member()));
            if (judgement != item.judgement()) {
                board.put(item.judged(judgement, item.lapse()));
                search.look(id);
            }
            lapse(id);
        }

        /** Something that the entry may belong to came or went. */
        void lookAgain(EntryId id) {
            search.look(id);
            lapse(id);
        }

        private void lapse(EntryId id) {
            Item item = board.get(id);
            Member member = item.member();
            Instant taken = item.takenUntil();
            boolean waits = !item.live()
                    || !item.due()
                    || (taken != null && coverage.judge(policy.sides(), taken, taken) == Judgement.WAITING);
            Judgement lapse = waits
                    ? Judgement.WAITING
                    : coverage.judge(policy.sides(), policy.counterpartFrom(member.businessAt()), missedAt(member));
            if (lapse != item.lapse()) {
                board.put(item.judged(item.judgement(), lapse));
            }
        }

        /** What is settled for sure takes no parts: who waited for that need not, and the other way round. */
        private void lookForTakers() {
            for (EntryId id : board.changed()) {
                Item was = board.before(id);
                if ((was != null && was.surelyChosen()) != board.get(id).surelyChosen()) {
                    for (EntryId part : search.partsThatAreDue(id, coverage)) {
                        search.lookForTakers(part);
                        lapse(part);
                    }
                }
            }
        }

        Effects effects(Instant asOf, @Nullable Lineage lineage) {
            board.choose();
            lookForTakers();
            report.say(cause, asOf, lineage);
            var changes = new ArrayList<Ledger.Line>();
            for (EntryId id : board.changed()) {
                Item before = board.before(id);
                Item after = board.get(id);
                if (!after.equals(before)) {
                    tally(before).changeTo(tally(after)).forEach(changes::add);
                    keep(before, after);
                }
            }
            return new Effects(report.outcomes(), changes);
        }

        private Ledger.Tally tally(@Nullable Item item) {
            return item == null
                    ? Ledger.Tally.NOTHING
                    : new Ledger.Tally(List.of(Ledger.line(
                            policy.name(),
                            item.member(),
                            Report.bucket(item),
                            1,
                            item.member().amount())));
        }

        private void keep(@Nullable Item before, Item after) {
            Wait was = before == null ? Wait.NONE : wait(before);
            Wait is = wait(after);
            if (!was.equals(is)) {
                if (was.queue != null) {
                    pool.unschedule(was.queue, was.at, after.id());
                }
                if (is.queue != null) {
                    pool.schedule(is.queue, is.at, after.id());
                }
            }
            pool.keep(after);
        }

        private Wait wait(Item item) {
            Option chosen = item.chosen();
            boolean open = item.raised().stream().anyMatch(raised -> raised.open());
            if (!item.live() || (chosen != null && chosen.matches() && item.judgement() != Judgement.WAITING)) {
                return open ? Wait.NONE : new Wait(Queue.CLOSED, forgettableAfter(item));
            }
            return switch (item.judgement()) {
                case WAITING -> new Wait(Queue.WAITING, deadline(item.member()));
                case BEFORE_COVERAGE -> new Wait(Queue.BEFORE_COVERAGE, deadline(item.member()));
                case DUE ->
                    item.lapsed() || chosen != null
                            ? Wait.NONE
                            : new Wait(
                                    item.missedBeforeItsDueDate() ? Queue.BEFORE_COVERAGE : Queue.WAITING,
                                    missedOrTakenAt(item));
            };
        }

        private Instant forgettableAfter(Item item) {
            Member member = item.member();
            Instant latest = member.businessAt().isAfter(member.statedAt()) ? member.businessAt() : member.statedAt();
            return latest.plus(policy.window()).plus(policy.grace()).plus(policy.retention());
        }

        Effects forget(Item item) {
            Instant own = forgettableAfter(item);
            pool.unschedule(Queue.CLOSED, own, item.id());
            Option chosen = item.chosen();
            List<EntryId> all = chosen == null ? List.of(item.id()) : chosen.members();
            if (all.stream().anyMatch(id -> forgettableAfter(board.get(id)).isAfter(own))) {
                return Effects.NONE;
            }
            var changes = new ArrayList<Ledger.Line>(all.size());
            for (EntryId id : all) {
                Item member = board.get(id);
                Ledger.Tally was = tally(member);
                was.changeTo(was.forgotten()).forEach(changes::add);
                search.dropTraces(member);
                pool.unschedule(Queue.CLOSED, forgettableAfter(member), id);
                pool.forget(id);
            }
            return new Effects(List.of(), changes);
        }

        /** What is to be said of a newcomer that came late; empty when it is in time. */
        Optional<Outcome> late(EntryId id) {
            return report.late(id);
        }
    }

    /** When an entry is to be looked at again. */
    private record Wait(@Nullable Queue queue, Instant at) {
        static final Wait NONE = new Wait(null, Instant.EPOCH);
    }
}
