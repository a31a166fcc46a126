package io.tieout.matching;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import io.tieout.matching.Outcome.EntryExceptionChanged;
import io.tieout.matching.Outcome.Resolution;
import io.tieout.matching.Placed.Raised;
import io.tieout.matching.Placed.Sent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides where an entry version belongs: which cases it enters, stays in or leaves.
 *
 * <p>Entries are upserts by version, never by arrival, so the same fact may be announced as often as its
 * source likes: {@code charge.succeeded} by webhook, again by poll, and {@code charge.updated} that changes
 * nothing we map, are one version sent once (PlacerTest).
 */
public final class Placer {

    /**
     * A business time may lie this far ahead of when it was stated, and that ahead of when it was read: the date of
     * tomorrow, at most, somewhere; clocks differ by less.
     */
    static final Duration AHEAD_LIMIT = Duration.ofDays(1);

    /** Business times before this are typing errors. */
    static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

    private final List<Policy> policies;

    public Placer(List<Policy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** What a version is to what is known already. */
    public enum Verdict {
        /** Newer, and says something new. */
        ACCEPTED,
        /** Newer, but says nothing new. */
        UNCHANGED,
        /** Known. */
        DUPLICATE,
        /** A newer version is known. */
        STALE,
        /** The same version with different money. */
        CONFLICT,
        /** Stated in the future of when it was read: it is no version that others could be older than. */
        AHEAD
    }

    /**
     * @param after what to keep of the entry
     * @param arrivals what goes to cases
     * @param unlinked what goes to the link step, under a reference that may have an alias
     * @param aliases what the entry says of other names
     * @param inScope some side of some policy accepts it, or an exception concerns it
     * @param beforeStart number of policies that would accept it, were it not older than their start
     */
    public record Placing(
            Verdict verdict,
            Placed after,
            List<Arrival> arrivals,
            List<Arrival> unlinked,
            List<Alias> aliases,
            List<EntryExceptionChanged> exceptions,
            boolean inScope,
            int beforeStart) {}

    /**
     * Places one version.
     *
     * @param before what is kept of the entry; null when it was never seen
     * @param problems what the source's own mapping could not make sense of
     * @param knownAt when it could first be known, if this version is the first that is read
     * @param readAt ingest time of its raw record
     */
    public Placing place(
            @Nullable Placed before, Entry entry, List<Problem> problems, Instant knownAt, Instant readAt) {
        if (entry.statedAt().isAfter(readAt.plus(AHEAD_LIMIT))) {
            return ahead(before, entry, readAt);
        }
        if (before != null) {
            Entry newest = before.newest();
            int order = entry.version().compareTo(newest.version());
            if (order < 0) {
                return nothing(Verdict.STALE, before);
            }
            if (order == 0) {
                boolean conflict = !Objects.equals(entry.amount(), newest.amount());
                return conflict ? conflicting(before, entry) : nothing(Verdict.DUPLICATE, before);
            }
            boolean complained = before.raised().stream().anyMatch(Raised::open);
            if (entry.saysTheSameAs(newest) && problems.isEmpty() && !complained) {
                return nothing(
                        Verdict.UNCHANGED, new Placed(newest.at(entry.version()), before.sent(), before.raised()));
            }
        }
        return accepted(before, entry, problems, knownAt);
    }

    private Placing accepted(@Nullable Placed before, Entry entry, List<Problem> problems, Instant knownAt) {
        var sending = new Sending();
        var sent = new ArrayList<Sent>(before == null ? List.of() : before.sent());
        var findings = new ArrayList<Raised>(0);
        boolean inScope = false;
        int beforeStart = 0;
        for (Policy policy : policies) {
            Side side = isPastEnd(policy, entry, sent) ? null : acceptingSide(policy, entry);
            String target = null;
            if (side != null && startsAfter(policy, entry)) {
                beforeStart++;
            } else if (side != null) {
                inScope = true;
                List<Problem> all = problems(policy, entry, side, problems);
                all.forEach(problem ->
                        findings.add(new Raised(policy.name(), side.name(), problem, 0, true, entry.statedAt())));
                target = all.isEmpty() ? correlationId(policy, entry, side).orElseThrow() : null;
            }
            boolean linked = side != null && target != null && isLinked(policy, side, entry);
            leaveOthers(policy, entry, target, linked, sent, sending);
            if (side != null && target != null) {
                enter(policy, side, target, linked, entry, knownAt, sent, sending);
            }
        }
        var exceptions = new ArrayList<EntryExceptionChanged>(0);
        List<Raised> raised = raise(before == null ? List.of() : before.raised(), findings, entry, exceptions);
        return new Placing(
                Verdict.ACCEPTED,
                new Placed(entry, sent, raised),
                sending.arrivals,
                sending.unlinked,
                aliases(before == null ? null : before.newest(), entry),
                exceptions,
                inScope || !sending.isEmpty() || !exceptions.isEmpty(),
                beforeStart);
    }

    /** What goes to the cases and what to the link step, each in order. */
    private static final class Sending {
        private final List<Arrival> arrivals = new ArrayList<>(2);
        private final List<Arrival> unlinked = new ArrayList<>(0);

        void add(Arrival arrival, boolean linked) {
            (linked ? unlinked : arrivals).add(arrival);
        }

        boolean isEmpty() {
            return arrivals.isEmpty() && unlinked.isEmpty();
        }
    }

    /** Whether the first reference that the entry bears may be an alias of another. */
    private static boolean isLinked(Policy policy, Side side, Entry entry) {
        AliasRule rule = policy.alias();
        return rule != null
                && side.keys().stream()
                        .filter(kind -> entry.reference(List.of(kind)).isPresent())
                        .findFirst()
                        .filter(kind -> rule.appliesTo(side, kind))
                        .isPresent();
    }

    private List<Alias> aliases(@Nullable Entry before, Entry entry) {
        var aliases = new ArrayList<Alias>(0);
        for (Policy policy : policies) {
            AliasRule rule = policy.alias();
            if (rule != null && rule.isStatedBy(entry)) {
                Alias now = alias(policy, rule, entry);
                boolean known = before != null
                        && rule.isStatedBy(before)
                        && alias(policy, rule, before).saysTheSameAs(now);
                if (!known) {
                    aliases.add(now);
                }
            }
        }
        return aliases;
    }

    private static Alias alias(Policy policy, AliasRule rule, Entry entry) {
        return new Alias(
                policy.name(),
                entry.reference(List.of(rule.from())).orElseThrow(),
                entry.reference(List.of(rule.to())).orElseThrow(),
                entry.version());
    }

    private static @Nullable Side acceptingSide(Policy policy, Entry entry) {
        for (Side side : policy.sides()) {
            if (side.accepts(entry)) {
                return side;
            }
        }
        return null;
    }

    /** What is in one of its cases already stays, although the policy has ended since. */
    private static boolean isPastEnd(Policy policy, Entry entry, List<Sent> sent) {
        Instant businessAt = entry.businessAt();
        return businessAt != null
                && !policy.takes(businessAt)
                && sent.stream().noneMatch(one -> one.policy().equals(policy.name()) && !one.withdrawn());
    }

    private static boolean startsAfter(Policy policy, Entry entry) {
        Instant starts = policy.starts();
        Instant businessAt = entry.businessAt();
        return starts != null && businessAt != null && businessAt.isBefore(starts);
    }

    private static List<Problem> problems(Policy policy, Entry entry, Side side, List<Problem> mapping) {
        var problems = new ArrayList<>(mapping);
        String measure = policy.shape().measure(side);
        Money amount = entry.measure(measure);
        Instant businessAt = entry.businessAt();
        if (amount == null && mapping.isEmpty()) {
            problems.add(new Problem(Reason.AMOUNT_MISSING, measure, "The entry bears no " + measure + "."));
        }
        if (amount != null && businessAt != null && counted(policy, amount, businessAt) == null) {
            problems.add(new Problem(
                    Reason.RATE_MISSING,
                    measure,
                    "The entry bears " + amount + " of "
                            + businessAt.atZone(ZoneOffset.UTC).toLocalDate()
                            + ", and the policy has no rate for it of that day or the "
                            + Rates.HOLDS_DAYS + " days before. Add one to its file, and raise its version."));
        }
        if (businessAt == null) {
            problems.add(new Problem(Reason.BUSINESS_DATE_MISSING, "business_at", "The entry bears no business date."));
        } else if (businessAt.isAfter(entry.statedAt().plus(AHEAD_LIMIT)) || businessAt.isBefore(EARLIEST)) {
            problems.add(new Problem(
                    Reason.BUSINESS_DATE_OUT_OF_RANGE,
                    "business_at",
                    "The business date is " + businessAt + ", stated at " + entry.statedAt()
                            + "; expected is a date from " + EARLIEST + " to one day after it was stated."));
        }
        if (policy.shape() instanceof Shape.Pool pool) {
            if (entry.amount() != null && pool.key(entry).isEmpty()) {
                problems.add(new Problem(
                        Reason.MISSING_CORRELATION_ID,
                        pool.missing(entry).get(0),
                        "The pool is named by " + pool.fields() + "; the entry does not bear " + pool.missing(entry)
                                + "."));
            }
        } else if (entry.reference(side.keys()).isEmpty()) {
            problems.add(new Problem(
                    Reason.MISSING_CORRELATION_ID,
                    "references",
                    "The side " + side.name() + " needs one of " + side.keys() + "; the entry bears "
                            + entry.references() + "."));
        }
        return problems;
    }

    /** On what the policy joins: a reference of the entry, or the pool that it belongs to. */
    private static Optional<String> correlationId(Policy policy, Entry entry, Side side) {
        return policy.shape() instanceof Shape.Pool pool ? pool.key(entry) : entry.reference(side.keys());
    }

    private static Clues clues(Policy policy, Entry entry) {
        return policy.shape() instanceof Shape.Pool
                ? new Clues(entry.references(), entry.counterparty(), entry.text())
                : Clues.NONE;
    }

    private static void leaveOthers(
            Policy policy, Entry entry, @Nullable String target, boolean linked, List<Sent> sent, Sending sending) {
        for (int i = 0; i < sent.size(); i++) {
            Sent old = sent.get(i);
            boolean leaves = old.policy().equals(policy.name())
                    && !old.withdrawn()
                    && !(old.correlationId().equals(target) && old.linked() == linked);
            if (leaves) {
                sent.set(i, old.leave());
                Withdrawal withdrawal = new Withdrawal(
                        old.policy(),
                        old.correlationId(),
                        entry.id(),
                        entry.version(),
                        entry.statedAt(),
                        entry.lineage(),
                        false);
                sending.add(withdrawal, old.linked());
            }
        }
    }

    private static void enter(
            Policy policy,
            Side side,
            String correlationId,
            boolean linked,
            Entry entry,
            Instant knownAt,
            List<Sent> sent,
            Sending sending) {
        Money stated = Objects.requireNonNull(entry.measure(policy.shape().measure(side)));
        Money amount = Objects.requireNonNull(counted(policy, stated, Objects.requireNonNull(entry.businessAt())));
        Promise promise = policy.shape().promise(side, entry);
        Clues clues = clues(policy, entry);
        int place = place(sent, policy, correlationId, linked);
        Sent earlier = place < 0 ? null : sent.get(place);
        // An amendment does not make an entry late: it has been there since its first version.
        Instant since = earlier == null || earlier.withdrawn() ? knownAt : earlier.knownAt();
        Member member = new Member(
                entry.id(),
                side.name(),
                entry.version(),
                amount,
                Objects.requireNonNull(entry.businessAt()),
                entry.statedAt(),
                since,
                entry.dueAt(),
                entry.company(),
                entry.lineage(),
                false);
        Sent now = new Sent(policy.name(), side.name(), correlationId, amount, false, linked, since);
        if (place < 0) {
            sent.add(now);
        } else {
            sent.set(place, now);
        }
        Money replaced = earlier == null ? null : earlier.amount();
        sending.add(new Placement(policy.name(), correlationId, member, replaced, promise, clues), linked);
    }

    /** Where the entry was sent this way already; -1 when it was not. */
    private static int place(List<Sent> sent, Policy policy, String correlationId, boolean linked) {
        for (int i = 0; i < sent.size(); i++) {
            Sent old = sent.get(i);
            if (old.policy().equals(policy.name())
                    && old.correlationId().equals(correlationId)
                    && old.linked() == linked) {
                return i;
            }
        }
        return -1;
    }

    /** The amount as it counts under the policy; null when that takes a rate which there is not. */
    private static @Nullable Money counted(Policy policy, Money stated, Instant businessAt) {
        Rates rates = policy.shape().rates();
        return rates == null ? stated : rates.convert(stated, businessAt);
    }

    /**
     * An event dated next year is an exception, and not the newest there is: every true one after it would be older.
     * What is known stands; where nothing is, whatever comes next is newer, and resolves the exception.
     */
    private Placing ahead(@Nullable Placed before, Entry entry, Instant readAt) {
        Placed known = before == null ? new Placed(entry.at(Version.NONE), List.of(), List.of()) : before;
        var exceptions = new ArrayList<EntryExceptionChanged>(1);
        var findings =
                new ArrayList<>(known.raised().stream().filter(Raised::open).toList());
        for (Policy policy : policies) {
            Side side = acceptingSide(policy, entry);
            if (side != null) {
                Problem problem = new Problem(
                        Reason.BUSINESS_DATE_OUT_OF_RANGE,
                        "stated_at",
                        "Version " + entry.version() + " says that it was stated at " + entry.statedAt()
                                + ", and was read at " + readAt + " already; it is left aside.");
                findings.add(new Raised(policy.name(), side.name(), problem, 0, true, readAt));
            }
        }
        List<Raised> raised = raise(known.raised(), findings, entry, exceptions);
        return new Placing(
                Verdict.AHEAD,
                new Placed(known.newest(), known.sent(), raised),
                List.of(),
                List.of(),
                List.of(),
                exceptions,
                findings.size() > 0,
                0);
    }

    private Placing conflicting(Placed before, Entry entry) {
        var exceptions = new ArrayList<EntryExceptionChanged>(1);
        var findings =
                new ArrayList<>(before.raised().stream().filter(Raised::open).toList());
        for (Policy policy : policies) {
            Side side = acceptingSide(policy, entry);
            boolean known = findings.stream()
                    .anyMatch(old -> old.policy().equals(policy.name())
                            && old.problem().reason() == Reason.CONFLICTING_DUPLICATE);
            if (side != null && !startsAfter(policy, entry) && !known) {
                Problem problem = new Problem(
                        Reason.CONFLICTING_DUPLICATE,
                        "amount",
                        "Version " + entry.version() + " was stated with "
                                + before.newest().amount() + " and again with " + entry.amount()
                                + "; the first stands.");
                findings.add(new Raised(policy.name(), side.name(), problem, 0, true, entry.statedAt()));
            }
        }
        List<Raised> raised = raise(before.raised(), findings, entry, exceptions);
        return new Placing(
                Verdict.CONFLICT,
                new Placed(before.newest(), before.sent(), raised),
                List.of(),
                List.of(),
                List.of(),
                exceptions,
                true,
                0);
    }

    /** Opens what is found and was not open, resolves what was open and is found no more. */
    private List<Raised> raise(
            List<Raised> before, List<Raised> found, Entry entry, List<EntryExceptionChanged> exceptions) {
        var after = new ArrayList<Raised>(before.size() + found.size());
        for (Raised old : before) {
            Optional<Raised> still = find(found, old);
            if (old.open() && still.isEmpty()) {
                Raised resolved =
                        new Raised(old.policy(), old.side(), old.problem(), old.version() + 1, false, old.openedAt());
                after.add(resolved);
                exceptions.add(changed(resolved, entry, Resolution.AMENDMENT));
            } else if (still.isPresent()
                    && (!old.open() || !old.problem().equals(still.get().problem()))) {
                Raised again = new Raised(
                        old.policy(),
                        old.side(),
                        still.get().problem(),
                        old.version() + 1,
                        true,
                        still.get().openedAt());
                after.add(again);
                exceptions.add(changed(again, entry, null));
            } else {
                after.add(old);
            }
        }
        for (Raised one : found) {
            if (find(before, one).isEmpty()) {
                Raised first = new Raised(one.policy(), one.side(), one.problem(), 1, true, one.openedAt());
                after.add(first);
                exceptions.add(changed(first, entry, null));
            }
        }
        return after;
    }

    private EntryExceptionChanged changed(Raised raised, Entry entry, @Nullable Resolution resolution) {
        Policy policy = policies.stream()
                .filter(candidate -> candidate.name().equals(raised.policy()))
                .findFirst()
                .orElse(null);
        return new EntryExceptionChanged(policy, raised, entry, resolution);
    }

    private static Optional<Raised> find(List<Raised> list, Raised like) {
        return list.stream()
                .filter(one -> one.policy().equals(like.policy())
                        && one.side().equals(like.side())
                        && one.problem().reason() == like.problem().reason())
                .findFirst();
    }

    private static Placing nothing(Verdict verdict, Placed after) {
        return new Placing(verdict, after, List.of(), List.of(), List.of(), List.of(), true, 0);
    }
}
