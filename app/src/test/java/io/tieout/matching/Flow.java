package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives the core as the topology does, in one thread.
 *
 * <p>The intake reads each account's log in its order, and sends arrivals to the partition of their case and
 * every coverage record to all partitions, behind the arrivals before it. A partition reads what each
 * account sent it in order, but may read one account far ahead of another; it closes due cases in portions.
 */
final class Flow {

    /** What travels from the intake to a partition. */
    private sealed interface Message {
        record Arrives(Arrival arrival) implements Message {}

        record Covers(AccountId account, Interval interval, Map<Ledger.Key, Total> controlTotals) implements Message {}
    }

    /** Count and sum. */
    record Total(long count, long minor) {

        static final Total ZERO = new Total(0, 0);

        Total plus(long moreCount, long moreMinor) {
            return new Total(count + moreCount, minor + moreMinor);
        }
    }

    /** A law was broken while driving. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String law) {
            super(law);
        }
    }

    private final Placer placer;
    private final Map<String, Matcher> matchers = new HashMap<>();
    private final Map<String, GroupMatcher> groupMatchers = new HashMap<>();
    private final Map<EntryId, Placed> placed = new HashMap<>();
    private final Map<AccountId, Interval> heard = new HashMap<>();
    private final List<Partition> partitions = new ArrayList<>();
    private final Consumer<Outcome> sink;

    Flow(List<Policy> policies, Coverage start, int partitionCount, Consumer<Outcome> sink) {
        this.placer = new Placer(policies);
        policies.forEach(policy -> {
            if (policy.shape() instanceof Shape.Group) {
                groupMatchers.put(policy.name(), new GroupMatcher(policy));
            } else {
                matchers.put(policy.name(), new Matcher(policy));
            }
        });
        this.sink = sink;
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new Partition(start));
        }
    }

    /** The intake reads one record; null when it is coverage. */
    Placer.@Nullable Placing read(Said said) {
        if (said instanceof Said.Covered covered) {
            heard.merge(covered.account(), covered.interval(), Interval::extendedBy);
            partitions.forEach(partition -> partition
                    .queue(covered.account())
                    .add(new Message.Covers(
                            covered.account(), covered.interval(), partition.sentBy(covered.account()))));
            return null;
        }
        Entry entry = ((Said.Stated) said).entry();
        Interval interval = heard.get(entry.id().accountId());
        Instant knownAt = interval == null ? entry.statedAt() : interval.knownAt(entry.statedAt());
        Placer.Placing placing = placer.place(placed.get(entry.id()), entry, List.of(), knownAt);
        placed.put(entry.id(), placing.after());
        placing.exceptions().forEach(sink);
        placing.arrivals().forEach(arrival -> {
            Partition partition = partitionOf(arrival);
            partition.count(arrival);
            partition.queue(arrival.account()).add(new Message.Arrives(arrival));
        });
        return placing;
    }

    /** A partition reads the next message of an account, if there is one. */
    boolean deliver(int partition, AccountId account) {
        return partitions.get(partition).deliver(account);
    }

    /** A partition closes at most so many due cases. */
    int drain(int partition, int atMost) {
        return partitions.get(partition).drain(atMost);
    }

    /** Everything is delivered, and everything due is closed. */
    void settle() {
        deliverAll();
        for (Partition partition : partitions) {
            partition.drain(Integer.MAX_VALUE);
            partition.requireConservation();
        }
    }

    /** Everything is delivered; what is due stays until it is drained. */
    void deliverAll() {
        for (Partition partition : partitions) {
            for (AccountId account : List.copyOf(partition.queues.keySet())) {
                boolean more = true;
                while (more) {
                    more = partition.deliver(account);
                }
            }
        }
    }

    int partitionCount() {
        return partitions.size();
    }

    /** The case of this id, if anything ever reached it. */
    Optional<Case> caseOf(String id) {
        return partitions.stream()
                .flatMap(partition -> Optional.ofNullable(partition.cases.get(id)).stream())
                .findFirst();
    }

    private GroupMatcher groupMatcher(String policy) {
        GroupMatcher matcher = groupMatchers.get(policy);
        if (matcher == null) {
            throw new IllegalStateException("No policy " + policy);
        }
        return matcher;
    }

    private Partition partitionOf(Arrival arrival) {
        int hash = arrival.policy().hashCode() * 31 + arrival.correlationId().hashCode();
        return partitions.get(Math.floorMod(hash, partitions.size()));
    }

    /** One matching task. */
    private final class Partition {
        private final Map<AccountId, Deque<Message>> queues = new LinkedHashMap<>();
        private final Map<String, Case> cases = new LinkedHashMap<>();
        private final Map<Ledger.Key, Total> sent = new HashMap<>();
        private final Map<Ledger.Key, Total> held = new HashMap<>();
        private final GroupTable groups =
                new GroupTable(line -> add(held, line.key(), line.count(), line.minor()), sink);
        private Coverage coverage;

        Partition(Coverage start) {
            this.coverage = start;
        }

        Deque<Message> queue(AccountId account) {
            return queues.computeIfAbsent(account, key -> new ArrayDeque<>());
        }

        void count(Arrival arrival) {
            if (arrival instanceof Arrival.Placement placement) {
                AccountId account = placement.account();
                Money replaced = placement.replaced();
                if (replaced != null) {
                    add(sent, new Ledger.Key(account, arrival.policy(), replaced.currency()), -1, -replaced.minor());
                }
                Money amount = placement.member().amount();
                add(sent, new Ledger.Key(account, arrival.policy(), amount.currency()), 1, amount.minor());
            }
        }

        Map<Ledger.Key, Total> sentBy(AccountId account) {
            return of(sent, account);
        }

        boolean deliver(AccountId account) {
            Deque<Message> queue = queues.get(account);
            Message message = queue == null ? null : queue.poll();
            if (message == null) {
                return false;
            }
            if (message instanceof Message.Covers covers) {
                coverage = coverage.with(covers.account(), covers.interval());
                Map<Ledger.Key, Total> mine = of(held, account);
                if (!mine.equals(covers.controlTotals())) {
                    throw new Broken(
                            "Conservation: the intake sent " + covers.controlTotals() + ", matching holds " + mine);
                }
            } else if (message instanceof Message.Arrives arrives) {
                Arrival arrival = arrives.arrival();
                GroupMatcher ofGroups = groupMatchers.get(arrival.policy());
                if (ofGroups != null) {
                    groups.arrive(ofGroups, arrival, coverage);
                    return true;
                }
                Matcher matcher = matcher(arrival.policy());
                String id = arrival.policy() + "|" + arrival.correlationId();
                Case before = cases.getOrDefault(id, Case.absent(arrival.policy(), arrival.correlationId()));
                List<Outcome> first = isDue(matcher, before)
                        ? matcher.expire(before, coverage).outcomes()
                        : List.of();
                Decision decision = matcher.arrive(before, arrival, coverage);
                requireThatItClosesFirst(first, decision);
                keep(matcher, before, decision);
            }
            return true;
        }

        int drain(int atMost) {
            int drained = groups.drain(Flow.this::groupMatcher, atMost, coverage);
            for (Case current : List.copyOf(cases.values())) {
                Matcher matcher = matcher(current.policy());
                if (drained < atMost && isDue(matcher, current)) {
                    drained++;
                    keep(matcher, current, matcher.expire(current, coverage));
                }
            }
            return drained;
        }

        /** Due by coverage; a case before coverage is looked at again each time, as a back-fill may have reached it. */
        private boolean isDue(Matcher matcher, Case current) {
            Matcher.Wait wait = matcher.waiting(current).orElse(null);
            if (wait == null) {
                return false;
            }
            Instant frontier = coverage.frontier(wait.unheard());
            return wait.beforeCoverage() || (frontier != null && frontier.isAfter(wait.deadline()));
        }

        private void keep(Matcher matcher, Case before, Decision decision) {
            Case after = decision.after();
            cases.put(after.id(), after);
            for (Ledger.Line line : matcher.tally(before).changeTo(matcher.tally(after))) {
                add(held, line.key(), line.count(), line.minor());
            }
            if (after.judgement() != Coverage.Judgement.BEFORE_COVERAGE && isDue(matcher, after)) {
                throw new Broken("Liveness: still due after a decision: " + after);
            }
            decision.outcomes().forEach(outcome -> {
                if (outcome instanceof Outcome.ExceptionChanged changed) {
                    requirePatience(changed);
                }
                sink.accept(outcome);
            });
        }

        private void requireThatItClosesFirst(List<Outcome> first, Decision decision) {
            int said = (int) first.stream()
                    .filter(outcome -> !(outcome instanceof Outcome.CaseChanged))
                    .count();
            if (decision.outcomes().size() < said
                    || !decision.outcomes().subList(0, said).equals(first.subList(0, said))) {
                throw new Broken("Liveness: the arrival met a due case; first was to be said " + first
                        + " but was said " + decision.outcomes());
            }
        }

        private void requirePatience(Outcome.ExceptionChanged changed) {
            boolean missingSide =
                    changed.resolution() == null && changed.finding().reason().forMissingSide();
            if (missingSide && !Oracle.isMissing(changed.policy(), ((Case) changed.of()).live(), coverage)) {
                throw new Broken("Patience: " + changed.finding() + " was raised with coverage " + coverage);
            }
        }

        /** Every partition's sum over its cases is what its running totals say. */
        private void requireConservation() {
            var sum = new HashMap<Ledger.Key, Total>();
            for (Case current : cases.values()) {
                for (Ledger.Line line : matcher(current.policy()).tally(current).lines()) {
                    add(sum, line.key(), line.count(), line.minor());
                }
            }
            groups.recount(Flow.this::groupMatcher).forEach(line -> add(sum, line.key(), line.count(), line.minor()));
            if (!sum.equals(held)) {
                throw new Broken("Conservation: the cases sum up to " + sum + ", the running totals are " + held);
            }
        }

        private Matcher matcher(String policy) {
            Matcher matcher = matchers.get(policy);
            if (matcher == null) {
                throw new IllegalStateException("No policy " + policy);
            }
            return matcher;
        }

        private static void add(Map<Ledger.Key, Total> totals, Ledger.Key key, long count, long minor) {
            Total total = totals.getOrDefault(key, Total.ZERO).plus(count, minor);
            if (total.equals(Total.ZERO)) {
                totals.remove(key);
            } else {
                totals.put(key, total);
            }
        }

        private static Map<Ledger.Key, Total> of(Map<Ledger.Key, Total> totals, AccountId account) {
            var own = new HashMap<Ledger.Key, Total>();
            totals.forEach((key, total) -> {
                if (key.account().equals(account)) {
                    own.put(key, total);
                }
            });
            return own;
        }
    }
}
