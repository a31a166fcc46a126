package io.tieout.matching;

import io.tieout.matching.Case.Raised;
import io.tieout.matching.Members.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case of any number of entries: what they add up to. The entries themselves are kept one by one ({@link
 * GroupMember}), so that an arrival rewrites this and its own row, and no other.
 *
 * @param sums of what is in it, by side, account and currency
 * @param gone of what left it, by account and currency: control totals count that too
 * @param span when it happened; null when nothing is left
 * @param promises how many entries say that the others are all there, and how many those are by side
 * @param judgement what coverage said about its deadline at the last decision
 * @param broken a match was withdrawn after the close, and the deadline has not passed since
 * @param newest stated time of the newest version that ever reached it
 * @param latest the latest time that any version bore, be it business or stated: retention counts from it
 * @param company the first in alphabetical order of those that its entries ever named
 * @param lineage the input that led to its present state
 * @param policyVersion version of its policy that decided it last; 0 for none yet
 */
public record Group(
        String policy,
        String correlationId,
        List<Sum> sums,
        List<Sum> gone,
        @Nullable Span span,
        Promises promises,
        Coverage.Judgement judgement,
        boolean broken,
        int matchVersion,
        List<Raised> raised,
        int version,
        Instant newest,
        Instant latest,
        @Nullable String company,
        @Nullable Lineage lineage,
        int policyVersion)
        implements AnyCase {

    /** Count and sum of the entries of one account, in one currency, on one side (empty for those that left). */
    public record Sum(String side, AccountId account, String currency, long count, long minor) {}

    /**
     * The outermost times of what is in it.
     *
     * @param due earliest own due date; null when none has one
     */
    public record Span(
            Instant earliest,
            Instant latest,
            Instant known,
            @Nullable Instant due) {}

    /**
     * What the live entries together say of how complete the group is.
     *
     * @param makers how many of them say something
     * @param counts how many there are to be, by name of the side
     */
    public record Promises(long makers, Map<String, Long> counts) {

        static final Promises NONE = new Promises(0, Map.of());

        public Promises {
            counts = Map.copyOf(counts);
        }

        private Promises with(@Nullable Promise promise, int sign) {
            if (promise == null) {
                return this;
            }
            var sums = new HashMap<>(counts);
            promise.counts().forEach((side, count) -> sums.merge(side, sign * count, Long::sum));
            sums.values().removeIf(sum -> sum == 0);
            return new Promises(makers + sign, sums);
        }
    }

    public Group {
        sums = List.copyOf(sums);
        gone = List.copyOf(gone);
        raised = List.copyOf(raised);
    }

    /** A group that nothing has reached. */
    public static Group absent(String policy, String correlationId) {
        return new Group(
                policy,
                correlationId,
                List.of(),
                List.of(),
                null,
                Promises.NONE,
                Coverage.Judgement.WAITING,
                false,
                0,
                List.of(),
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                0);
    }

    /** True when nothing ever reached it. */
    public boolean isAbsent() {
        return sums.isEmpty() && gone.isEmpty();
    }

    boolean isVoid() {
        return span == null;
    }

    @Override
    public List<SideTotal> totals(Policy of) {
        var adder = new SideTotal.Adder(of);
        sums.forEach(sum -> adder.add(sum.side(), sum.currency(), sum.minor(), sum.count()));
        return adder.totals();
    }

    long count(String side) {
        long count = 0;
        for (Sum sum : sums) {
            count += sum.side().equals(side) ? sum.count() : 0;
        }
        return count;
    }

    /** Deadline under the policy: earliest entry + window + grace, or the earliest own due date + grace. */
    static Instant deadline(Policy policy, Span span) {
        Instant due = span.due();
        return (due == null ? span.earliest().plus(policy.window()) : due).plus(policy.grace());
    }

    /**
     * The group after one entry changed.
     *
     * @param was null when it is new
     * @param others the members before the change
     */
    Group with(@Nullable GroupMember was, GroupMember is, Members others) {
        GroupMember before = was != null && was.live() ? was : null;
        GroupMember after = is.live() ? is : null;
        var live = new ArrayList<>(sums);
        var left = new ArrayList<>(gone);
        if (was != null) {
            add(was.live() ? live : left, was.member(), -1);
        }
        Member member = is.member();
        add(is.live() ? live : left, member, 1);
        Promises saying = promises.with(before == null ? null : before.promise(), -1)
                .with(after == null ? null : after.promise(), 1);
        String named = member.company();
        boolean first = named != null && (company == null || named.compareTo(company) < 0);
        return new Group(
                policy,
                correlationId,
                live,
                left,
                live.isEmpty() ? null : span(before, after, member.id(), others),
                saying,
                judgement,
                broken,
                matchVersion,
                raised,
                version,
                later(newest, member.statedAt()),
                later(latest, later(member.statedAt(), member.businessAt())),
                first ? named : company,
                member.lineage(),
                policyVersion);
    }

    private static void add(List<Sum> sums, Member member, int sign) {
        String side = member.voided() ? "" : member.side();
        Money amount = member.amount();
        AccountId account = member.id().accountId();
        Sum old = new Sum(side, account, amount.currency(), 0, 0);
        int at = 0;
        while (at < sums.size() && !same(sums.get(at), old)) {
            at++;
        }
        old = at < sums.size() ? sums.remove(at) : old;
        long count = old.count() + sign;
        long minor =
                sign > 0 ? Math.addExact(old.minor(), amount.minor()) : Math.subtractExact(old.minor(), amount.minor());
        if (count > 0) {
            sums.add(at, new Sum(side, account, amount.currency(), count, minor));
        }
    }

    private static boolean same(Sum one, Sum other) {
        return one.side().equals(other.side())
                && one.currency().equals(other.currency())
                && one.account().equals(other.account());
    }

    private Span span(@Nullable GroupMember before, @Nullable GroupMember after, EntryId id, Members others) {
        Outermost outermost = new Outermost(before, after, id, others);
        Instant earliest = outermost.first(Clock.BUSINESS, span == null ? null : span.earliest(), Member::businessAt);
        Instant last = outermost.last(Clock.BUSINESS, span == null ? null : span.latest(), Member::businessAt);
        Instant known = outermost.last(Clock.KNOWN, span == null ? null : span.known(), Member::knownAt);
        if (earliest == null || last == null || known == null) {
            throw new IllegalStateException("Group " + id() + " has members, but their times are not kept");
        }
        return new Span(
                earliest, last, known, outermost.first(Clock.DUE, span == null ? null : span.due(), Member::dueAt));
    }

    /** How the outermost times move when one member changes: only who stood outermost makes us look for the next. */
    private record Outermost(
            @Nullable GroupMember before, @Nullable GroupMember after, EntryId id, Members others) {

        @Nullable
        Instant first(Clock clock, @Nullable Instant held, Function<Member, @Nullable Instant> time) {
            Instant left = before == null ? null : time.apply(before.member());
            Instant come = after == null ? null : time.apply(after.member());
            Instant rest = held != null && held.equals(left) ? others.next(clock, held, id) : held;
            return rest == null || (come != null && come.isBefore(rest)) ? come : rest;
        }

        @Nullable
        Instant last(Clock clock, @Nullable Instant held, Function<Member, @Nullable Instant> time) {
            Instant left = before == null ? null : time.apply(before.member());
            Instant come = after == null ? null : time.apply(after.member());
            Instant rest = held != null && held.equals(left) ? others.previous(clock, held, id) : held;
            return rest == null || (come != null && come.isAfter(rest)) ? come : rest;
        }
    }

    Group judged(Coverage.Judgement by) {
        return by == judgement ? this : changed(by, broken, matchVersion, raised, version, policyVersion);
    }

    Group broken(boolean now) {
        return now == broken ? this : changed(judgement, now, matchVersion, raised, version, policyVersion);
    }

    Group said(int newMatchVersion, List<Raised> newRaised, int newVersion) {
        return changed(judgement, broken, newMatchVersion, newRaised, newVersion, policyVersion);
    }

    /** Its state is published once more, as this version of its policy decided it. */
    Group published(int byVersion) {
        return changed(judgement, broken, matchVersion, raised, version + 1, byVersion);
    }

    private Group changed(
            Coverage.Judgement newJudgement,
            boolean newBroken,
            int newMatchVersion,
            List<Raised> newRaised,
            int newVersion,
            int newPolicyVersion) {
        return new Group(
                policy,
                correlationId,
                sums,
                gone,
                span,
                promises,
                newJudgement,
                newBroken,
                newMatchVersion,
                newRaised,
                newVersion,
                newest,
                latest,
                company,
                lineage,
                newPolicyVersion);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
