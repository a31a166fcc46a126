package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition, kept as a desk would, and held against what one finds by looking at all members.
 */
final class GroupTable {

    private record Slot(Ledger.Key key, Ledger.Bucket bucket) {}

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, AllMembers> members = new HashMap<>();
    private final Map<EntryId, Integer> lines = new HashMap<>();
    private final Map<Slot, Flow.Total> buckets = new HashMap<>();
    private final Consumer<Ledger.Line> ledger;
    private final Consumer<Outcome> sink;

    GroupTable(Consumer<Ledger.Line> ledger, Consumer<Outcome> sink) {
        this.ledger = ledger;
        this.sink = sink;
    }

    void arrive(GroupMatcher matcher, Arrival arrival, Coverage coverage) {
        Group before = group(arrival.policy(), arrival.correlationId());
        AllMembers known = members.getOrDefault(before.id(), new AllMembers());
        List<Outcome> first = isDue(matcher, before, coverage)
                ? matcher.expire(before, known, coverage).outcomes()
                : List.of();
        GroupDecision decision = matcher.arrive(before, known, arrival, coverage);
        long said = first.stream()
                .filter(outcome -> !(outcome instanceof Outcome.CaseChanged))
                .count();
        if (!decision.outcomes().stream().limit(said).toList().equals(first.subList(0, (int) said))) {
            throw new Flow.Broken("Liveness: the arrival met a due group; first was to be said " + first
                    + " but was said " + decision.outcomes());
        }
        keep(matcher, before, known, decision, coverage);
    }

    void restart() {
        groups.replaceAll((id, kept) -> Kept.group(kept));
        members.values().forEach(AllMembers::restart);
    }

    int drain(Function<String, GroupMatcher> matchers, int atMost, Function<String, Coverage> coverages) {
        int drained = 0;
        for (Group group : List.copyOf(groups.values())) {
            GroupMatcher matcher = matchers.apply(group.policy());
            Coverage coverage = coverages.apply(group.policy());
            if (drained < atMost && isDue(matcher, group, coverage)) {
                drained++;
                AllMembers known = members.getOrDefault(group.id(), new AllMembers());
                keep(matcher, group, known, matcher.expire(group, known, coverage), coverage);
            }
        }
        return drained;
    }

    void turn(Function<String, GroupMatcher> matchers, Function<String, Coverage> coverages) {
        for (Group group : List.copyOf(groups.values())) {
            GroupMatcher matcher = matchers.apply(group.policy());
            Coverage coverage = coverages.apply(group.policy());
            AllMembers known = members.getOrDefault(group.id(), new AllMembers());
            keep(matcher, group, known, matcher.expire(group, known, coverage), coverage);
        }
    }

    /** Every kept group's lines, and that the buckets are what they add up to. */
    List<Ledger.Line> recount(Function<String, GroupMatcher> matchers) {
        var counted = new HashMap<Slot, Flow.Total>();
        var all = new ArrayList<Ledger.Line>();
        groups.values()
                .forEach(group -> matchers.apply(group.policy())
                        .upkeep(group)
                        .tally()
                        .lines()
                        .forEach(line -> {
                            all.add(line);
                            add(counted, line);
                        }));
        if (!counted.equals(buckets)) {
            throw new Flow.Broken("Conservation: the groups sum up to " + counted + ", the buckets are " + buckets);
        }
        return all;
    }

    private Group group(String policy, String correlationId) {
        return groups.getOrDefault(policy + "|" + correlationId, Group.absent(policy, correlationId));
    }

    private static boolean isDue(GroupMatcher matcher, Group group, Coverage coverage) {
        GroupMatcher.Wait wait = matcher.upkeep(group).awaits().orElse(null);
        Instant frontier = matcher.frontier(coverage);
        return wait != null && (wait.beforeCoverage() || (frontier != null && frontier.isAfter(wait.deadline())));
    }

    private void keep(GroupMatcher matcher, Group before, AllMembers known, GroupDecision decision, Coverage coverage) {
        Group after = decision.after();
        AllMembers now = known.with(decision.is());
        if (!after.isAbsent()) {
            groups.put(after.id(), after);
            members.put(after.id(), now);
        }
        for (Ledger.Line line :
                matcher.upkeep(before).tally().netChangeTo(matcher.upkeep(after).tally())) {
            ledger.accept(line);
            add(buckets, line);
        }
        requireWhatOneSees(after, now);
        if (after.judgement() != Coverage.Judgement.BEFORE_COVERAGE && isDue(matcher, after, coverage)) {
            throw new Flow.Broken("Liveness: still due after a decision: " + after);
        }
        for (Outcome outcome : decision.outcomes()) {
            if (outcome instanceof Outcome.ExceptionChanged changed) {
                // What was due already is said of the members before the arrival.
                Group of = (Group) changed.of();
                boolean early = of.sums().equals(before.sums()) && java.util.Objects.equals(of.span(), before.span());
                requirePatience(changed, early ? known : now, coverage);
            } else if (outcome instanceof Outcome.LineChanged line) {
                requireNextLine(line);
            }
            sink.accept(outcome);
        }
    }

    private static void requirePatience(Outcome.ExceptionChanged changed, AllMembers then, Coverage coverage) {
        Policy policy = changed.policy();
        Finding finding = changed.finding();
        boolean atTheClose = changed.resolution() == null && finding.reason() != Reason.MATCH_BROKEN;
        Completion completion = GroupMatcher.shape(policy).completion();
        boolean counted = completion != null
                && !completion.counts().isEmpty()
                && !finding.reason().forMissingSide();
        List<Member> seen = then.live().stream().map(GroupMember::member).toList();
        if (atTheClose && !counted && !GroupOracle.isClosed(policy, seen, coverage)) {
            throw new Flow.Broken("Patience: " + finding + " was raised with coverage " + coverage);
        }
    }

    private void requireNextLine(Outcome.LineChanged line) {
        int next = lines.merge(line.member().id(), 1, Integer::sum);
        if (line.version() < 1 || next < line.version()) {
            throw new Flow.Broken("Closure: line version " + line.version() + " where at most " + next + " was due");
        }
    }

    /** What the group carries along is what one finds by looking at everybody. */
    private static void requireWhatOneSees(Group group, AllMembers known) {
        List<Member> live = known.live().stream().map(GroupMember::member).toList();
        Group.Span span = group.span();
        Group.Span seen = live.isEmpty()
                ? null
                : new Group.Span(
                        time(live, Member::businessAt)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        time(live, Member::businessAt)
                                .max(Comparator.naturalOrder())
                                .orElseThrow(),
                        time(live, Member::knownAt)
                                .max(Comparator.naturalOrder())
                                .orElseThrow(),
                        time(live, Member::dueAt).min(Comparator.naturalOrder()).orElse(null));
        if (!java.util.Objects.equals(span, seen)) {
            throw new Flow.Broken("The group says " + span + ", its members say " + seen);
        }
        long count = group.sums().stream().mapToLong(Group.Sum::count).sum();
        long minor = group.sums().stream().mapToLong(Group.Sum::minor).sum();
        if (count != live.size()
                || minor != live.stream().mapToLong(one -> one.amount().minor()).sum()) {
            throw new Flow.Broken("The group says " + group.sums() + ", its members are " + live);
        }
        long gone = group.gone().stream().mapToLong(Group.Sum::count).sum();
        if (gone + count != known.size()) {
            throw new Flow.Broken("The group says that " + gone + " left, of " + known.size());
        }
    }

    private static Stream<Instant> time(List<Member> members, Function<Member, @Nullable Instant> clock) {
        return members.stream().flatMap(member -> Optional.ofNullable(clock.apply(member)).stream());
    }

    private static void add(Map<Slot, Flow.Total> totals, Ledger.Line line) {
        Slot slot = new Slot(line.key(), line.bucket());
        Flow.Total total = totals.getOrDefault(slot, Flow.Total.ZERO).plus(line.count(), line.minor());
        if (total.equals(Flow.Total.ZERO)) {
            totals.remove(slot);
        } else {
            totals.put(slot, total);
        }
    }

    /** Members that answer by looking at everybody. */
    static final class AllMembers implements Members {
        private final Map<String, GroupMember> rows;

        AllMembers() {
            this(new java.util.TreeMap<>());
        }

        private AllMembers(Map<String, GroupMember> rows) {
            this.rows = rows;
        }

        AllMembers with(@Nullable GroupMember changed) {
            var copy = new java.util.TreeMap<>(rows);
            if (changed != null) {
                copy.put(changed.member().id().toString(), changed);
            }
            return new AllMembers(copy);
        }

        List<GroupMember> live() {
            return rows.values().stream().filter(GroupMember::live).toList();
        }

        void restart() {
            rows.replaceAll((id, kept) -> Kept.member(kept));
        }

        int size() {
            return rows.size();
        }

        @Override
        public @Nullable GroupMember find(EntryId id) {
            return rows.get(id.toString());
        }

        @Override
        public @Nullable Instant next(Clock clock, Instant from, EntryId except) {
            return times(clock, except)
                    .filter(time -> !time.isBefore(from))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }

        @Override
        public @Nullable Instant previous(Clock clock, Instant until, EntryId except) {
            return times(clock, except)
                    .filter(time -> !time.isAfter(until))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }

        private Stream<Instant> times(Clock clock, EntryId except) {
            return live().stream()
                    .map(GroupMember::member)
                    .filter(member -> !member.id().equals(except))
                    .flatMap(member -> Optional.ofNullable(
                            switch (clock) {
                                case BUSINESS -> member.businessAt();
                                case KNOWN -> member.knownAt();
                                case DUE -> member.dueAt();
                            })
                            .stream());
        }

        @Override
        public List<Member> first(int live, int atMost) {
            var first = new ArrayList<Member>();
            int found = 0;
            for (GroupMember row : rows.values()) {
                if (found < live && first.size() < atMost) {
                    first.add(row.member());
                    found += row.live() ? 1 : 0;
                }
            }
            return first;
        }
    }
}
