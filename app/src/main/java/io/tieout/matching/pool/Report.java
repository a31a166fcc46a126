package io.tieout.matching.pool;

import io.tieout.matching.Agreement;
import io.tieout.matching.Agreement.Timing;
import io.tieout.matching.Case;
import io.tieout.matching.Case.Raised;
import io.tieout.matching.Case.Status;
import io.tieout.matching.Category;
import io.tieout.matching.Coverage;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Evidence;
import io.tieout.matching.Finding;
import io.tieout.matching.Ledger.Bucket;
import io.tieout.matching.Lineage;
import io.tieout.matching.Member;
import io.tieout.matching.Missing;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Outcome.CaseChanged;
import io.tieout.matching.Outcome.ExceptionChanged;
import io.tieout.matching.Outcome.LateArrived;
import io.tieout.matching.Outcome.LateKind;
import io.tieout.matching.Outcome.LineChanged;
import io.tieout.matching.Outcome.MatchChanged;
import io.tieout.matching.Outcome.Resolution;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.matching.Side;
import io.tieout.matching.pool.Item.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares how the entries of a pool stand with what was said of them, and says the difference.
 *
 * <p>Each entry is a case of its own, whose correlation id is the id of the entry; a match is said of its
 * anchor, and lists all its entries.
 */
final class Report {

    private final Policy policy;
    private final Board board;
    private final Search search;
    private final Coverage coverage;
    private final List<Outcome> outcomes = new ArrayList<>(4);

    Report(Policy policy, Board board, Search search, Coverage coverage) {
        this.policy = policy;
        this.board = board;
        this.search = search;
        this.coverage = coverage;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    void say(Resolution cause, Instant asOf, @Nullable Lineage lineage) {
        List<EntryId> concerned = board.concerned();
        concerned.forEach(this::noteBreaks);
        Map<EntryId, Trouble> troubles = new HashMap<>();
        for (EntryId id : concerned) {
            Trouble trouble = trouble(board.get(id));
            if (trouble != null) {
                troubles.put(id, trouble);
            }
        }
        concerned.forEach(this::revoke);
        concerned.forEach(id -> resolve(id, troubles.get(id), cause, asOf));
        concerned.forEach(id -> raise(id, troubles.get(id), asOf));
        concerned.forEach(this::match);
        concerned.forEach(id -> state(id, lineage));
    }

    /** An entry that was settled and is no more is broken until its deadline passes. */
    private void noteBreaks(EntryId id) {
        Item before = board.before(id);
        Item item = board.get(id);
        boolean was =
                before != null && before.chosen() != null && before.chosen().matches();
        boolean undecided = item.live() && item.chosen() == null && item.judgement() == Judgement.WAITING;
        boolean broken = undecided && (item.broken() || was);
        if (broken != item.broken()) {
            board.put(item.broken(broken));
        }
    }

    private @Nullable Trouble trouble(Item item) {
        if (!item.live()) {
            return null;
        }
        Option chosen = item.chosen();
        if (chosen != null) {
            boolean disagrees = !chosen.matches() && chosen.anchor().equals(item.id());
            return disagrees ? disagreement(chosen) : null;
        }
        return switch (item.judgement()) {
            case WAITING -> item.broken() ? new Trouble(Reason.MATCH_BROKEN, "", List.of(), null) : null;
            case BEFORE_COVERAGE -> null;
            case DUE -> undecided(item);
        };
    }

    private Trouble disagreement(Option chosen) {
        Money first = board.get(chosen.members().get(0)).member().amount();
        Money second = board.get(chosen.members().get(1)).member().amount();
        List<EntryId> others = chosen.members().subList(1, 2);
        return first.currency().equals(second.currency())
                ? new Trouble(Reason.AMOUNT_MISMATCH, "", others, first.minus(second))
                : new Trouble(Reason.CURRENCY_MISMATCH, "", others, null);
    }

    private @Nullable Trouble undecided(Item item) {
        List<Option> leading = board.leading(item);
        if (!leading.isEmpty() && board.pending(item)) {
            return null;
        }
        if (item.crowded() || (leading.isEmpty() && item.exhausted())) {
            return new Trouble(Reason.SEARCH_LIMIT, "", List.of(), null);
        }
        if (leading.isEmpty() && !item.lapsed()) {
            return null;
        }
        if (leading.isEmpty()) {
            Side missing = other(item);
            return new Trouble(policy.missing(missing).reason(), missing.name(), List.of(), null);
        }
        Set<EntryId> candidates = new LinkedHashSet<>();
        leading.forEach(option -> candidates.addAll(option.members()));
        candidates.remove(item.id());
        return new Trouble(
                Reason.AMBIGUOUS,
                "",
                candidates.stream()
                        .sorted((one, other) -> one.toString().compareTo(other.toString()))
                        .toList(),
                null);
    }

    private Side other(Item item) {
        Side first = policy.sides().get(0);
        return first.name().equals(item.side()) ? policy.sides().get(1) : first;
    }

    private void revoke(EntryId id) {
        Item before = board.before(id);
        Option was = before == null ? null : anchored(before);
        if (before == null || was == null) {
            return;
        }
        Item item = board.get(id);
        Option is = anchored(item);
        if (is == null || !is.sameAs(was)) {
            Item said = item.said(item.finding(), item.matchVersion() + 1, item.raised(), item.version());
            board.put(said);
            Agreement agreement = agreement(was, board::before, List.of());
            outcomes.add(new MatchChanged(policy, asCase(said), agreement, true, said.matchVersion()));
            agreement.entries().forEach(member -> line(said, member, false));
        }
    }

    private void match(EntryId id) {
        Item item = board.get(id);
        Option is = anchored(item);
        if (is == null) {
            return;
        }
        Item before = board.before(id);
        Option was = before == null ? null : anchored(before);
        Agreement agreement = agreement(is, board::get, search.evidence(is));
        if (was != null && was.sameAs(is) && sameNumbers(agreement, agreement(was, board::before, List.of()))) {
            return;
        }
        Item said = item.said(item.finding(), item.matchVersion() + 1, item.raised(), item.version());
        board.put(said);
        outcomes.add(new MatchChanged(policy, asCase(said), agreement, false, said.matchVersion()));
        agreement.entries().forEach(member -> line(said, member, true));
    }

    /** The line of an entry in the match of an anchor, which has the version of the match. */
    private void line(Item anchor, Member member, boolean joined) {
        Member said = joined || member.voided()
                ? member
                : member.voidedAt(member.version(), member.statedAt(), member.lineage());
        outcomes.add(new LineChanged(policy, asCase(anchor), said, anchor.matchVersion()));
    }

    private static boolean sameNumbers(Agreement one, Agreement other) {
        if (one.variance() != other.variance() || one.timing() != other.timing()) {
            return false;
        }
        for (int i = 0; i < one.entries().size(); i++) {
            if (!one.entries().get(i).amount().equals(other.entries().get(i).amount())) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Option anchored(Item item) {
        Option chosen = item.chosen();
        return chosen != null && chosen.matches() && chosen.anchor().equals(item.id()) ? chosen : null;
    }

    private Agreement agreement(Option option, Function<EntryId, @Nullable Item> lookup, List<Evidence> evidence) {
        var members = new ArrayList<Member>(option.members().size());
        for (EntryId id : option.members()) {
            Item item = lookup.apply(id);
            if (item == null) {
                throw new IllegalStateException("A match rests on " + id + ", which the pool does not keep");
            }
            members.add(item.member());
        }
        String first = policy.sides().get(0).name();
        long firstSum = 0;
        long secondSum = 0;
        for (Member member : members) {
            if (member.side().equals(first)) {
                firstSum = Math.addExact(firstSum, member.amount().minor());
            } else {
                secondSum = Math.addExact(secondSum, member.amount().minor());
            }
        }
        Money amount = new Money(firstSum, members.get(0).amount().currency());
        return new Agreement(members, amount, Math.subtractExact(firstSum, secondSum), timing(members), null, evidence);
    }

    private Timing timing(List<Member> members) {
        Instant earliest = earliest(members);
        Instant deadline = earliest.plus(policy.window()).plus(policy.grace());
        if (members.stream().anyMatch(member -> member.knownAt().isAfter(deadline))) {
            return Timing.LATE;
        }
        Instant latest =
                members.stream().map(Member::businessAt).max(Instant::compareTo).orElseThrow();
        return Duration.between(earliest, latest).compareTo(policy.window()) > 0
                ? Timing.OUTSIDE_WINDOW
                : Timing.ON_TIME;
    }

    private static Instant earliest(List<Member> members) {
        return members.stream().map(Member::businessAt).min(Instant::compareTo).orElseThrow();
    }

    private void resolve(EntryId id, @Nullable Trouble is, Resolution cause, Instant asOf) {
        Item item = board.get(id);
        Trouble was = item.finding();
        if (was == null
                || (is != null && is.reason() == was.reason() && is.side().equals(was.side()))) {
            return;
        }
        List<Raised> raised = noted(item.raised(), was, false);
        Item said = item.said(null, item.matchVersion(), raised, item.version());
        board.put(said);
        outcomes.add(new ExceptionChanged(
                policy,
                asCase(said),
                finding(said, was),
                version(raised, was),
                is == null ? cause : Resolution.SUPERSEDED,
                asOf));
    }

    private void raise(EntryId id, @Nullable Trouble is, Instant asOf) {
        Item item = board.get(id);
        Item before = board.before(id);
        if (is == null) {
            return;
        }
        boolean sameEntry =
                before != null && before.member().amount().equals(item.member().amount());
        if (is.equals(item.finding()) && sameEntry) {
            return;
        }
        List<Raised> raised = noted(item.raised(), is, true);
        Item said = item.said(is, item.matchVersion(), raised, item.version());
        board.put(said);
        outcomes.add(new ExceptionChanged(policy, asCase(said), finding(said, is), version(raised, is), null, asOf));
    }

    private static List<Raised> noted(List<Raised> before, Trouble trouble, boolean open) {
        var raised = new ArrayList<>(before);
        for (int i = 0; i < raised.size(); i++) {
            Raised earlier = raised.get(i);
            if (earlier.reason() == trouble.reason() && earlier.side().equals(trouble.side())) {
                raised.set(i, new Raised(earlier.reason(), earlier.side(), earlier.version() + 1, open));
                return raised;
            }
        }
        raised.add(new Raised(trouble.reason(), trouble.side(), 1, open));
        return raised;
    }

    private static int version(List<Raised> raised, Trouble trouble) {
        return raised.stream()
                .filter(one -> one.reason() == trouble.reason() && one.side().equals(trouble.side()))
                .findFirst()
                .orElseThrow()
                .version();
    }

    private Finding finding(Item item, Trouble trouble) {
        var entries = new ArrayList<Member>(trouble.others().size() + 1);
        entries.add(item.member());
        for (EntryId id : trouble.others()) {
            Item other = board.find(id);
            if (other != null) {
                entries.add(other.member());
            }
        }
        Category category = trouble.reason().category();
        Severity severity = trouble.reason().severity();
        if (!trouble.side().isEmpty()) {
            Missing missing = policy.missing(policy.side(trouble.side()));
            category = missing.category();
            severity = missing.severity();
        }
        return new Finding(
                trouble.reason(),
                trouble.side(),
                category,
                severity,
                trouble.residual(),
                item.member().amount(),
                entries.stream().map(Member::side).distinct().toList(),
                trouble.side().isEmpty() ? List.of() : List.of(trouble.side()),
                entries,
                List.of(),
                deadline(item));
    }

    private Instant deadline(Item item) {
        return item.member().businessAt().plus(policy.window()).plus(policy.grace());
    }

    private void state(EntryId id, @Nullable Lineage lineage) {
        Item before = board.before(id);
        Item item = board.get(id);
        boolean tells = before == null
                || !before.member().equals(item.member())
                || status(before) != status(item)
                || before.matchVersion() != item.matchVersion()
                || !before.raised().equals(item.raised());
        if (!tells) {
            return;
        }
        Item said = item.said(item.finding(), item.matchVersion(), item.raised(), item.version() + 1);
        board.put(said);
        Status status = status(said);
        boolean awaits = status == Status.OPEN || status == Status.BEFORE_COVERAGE;
        boolean awaiting = status == Status.OPEN && coverage.anyPassed(deadline(said));
        outcomes.add(new CaseChanged(
                policy,
                asCase(said),
                awaiting ? Status.AWAITING_COVERAGE : status,
                status == Status.VOID || status == Status.MATCHED ? null : deadline(said),
                awaits ? coverage.awaited(policy.sides(), deadline(said)) : List.of(),
                lineage));
    }

    private static Status status(Item item) {
        if (!item.live()) {
            return Status.VOID;
        }
        Option chosen = item.chosen();
        if (chosen != null) {
            return chosen.matches() ? Status.MATCHED : Status.EXCEPTED;
        }
        Trouble trouble = item.finding();
        if (trouble != null) {
            return trouble.side().isEmpty() ? Status.EXCEPTED : Status.OVERDUE;
        }
        return item.judgement() == Judgement.BEFORE_COVERAGE || item.missedBeforeItsDueDate()
                ? Status.BEFORE_COVERAGE
                : Status.OPEN;
    }

    /** Where the entry counts in the control totals. */
    static Bucket bucket(Item item) {
        return switch (status(item)) {
            case VOID, UNREQUIRED -> Bucket.VOID;
            case MATCHED -> Bucket.MATCHED;
            case EXCEPTED, OVERDUE -> Bucket.EXCEPTED;
            case BEFORE_COVERAGE -> Bucket.BEFORE_COVERAGE;
            case OPEN, AWAITING_COVERAGE -> Bucket.OPEN;
        };
    }

    private Case asCase(Item item) {
        return new Case(
                policy.name(),
                item.id().toString(),
                List.of(item.member()),
                item.judgement(),
                item.broken(),
                item.matchVersion(),
                item.raised(),
                item.version(),
                policy.version());
    }

    /**
     * What is to be said of a newcomer that came late: after the deadline of what it completes, or after its own
     * where it completes nothing. Empty when it is in time.
     */
    Optional<Outcome> late(EntryId id) {
        Item item = board.get(id);
        Member member = item.member();
        Option chosen = item.chosen();
        boolean completes = chosen != null && chosen.matches();
        Instant deadline = deadline(item);
        if (chosen != null) {
            List<Member> members = chosen.members().stream()
                    .map(one -> board.get(one).member())
                    .toList();
            deadline = earliest(members).plus(policy.window()).plus(policy.grace());
        }
        LateKind kind = member.firstStated().isAfter(deadline)
                ? LateKind.LATE_STATED
                : member.knownAt().isAfter(member.statedAt()) ? LateKind.LATE_DELIVERED : null;
        if (kind == null) {
            return Optional.empty();
        }
        Duration lateBy = kind == LateKind.LATE_STATED
                ? Duration.between(deadline, member.firstStated())
                : Duration.between(member.statedAt(), member.knownAt());
        return Optional.of(
                new LateArrived(policy, asCase(item), member, kind, deadline, lateBy, resolved(), completes));
    }

    /** Findings that this decision resolved, those that another took the place of apart. */
    private List<Finding> resolved() {
        var resolved = new ArrayList<Finding>(1);
        for (Outcome outcome : outcomes) {
            if (outcome instanceof ExceptionChanged changed
                    && changed.resolution() != null
                    && changed.resolution() != Resolution.SUPERSEDED) {
                resolved.add(changed.finding());
            }
        }
        return resolved;
    }
}
