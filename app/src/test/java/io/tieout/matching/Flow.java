package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

        record Covers(AccountId account, Heard heard, Map<Ledger.Key, Total> controlTotals, int sender)
                implements Message {}

        record Learns(Alias alias) implements Message {}
    }

    /** Sender of what did not come by a link partition. */
    private static final int INTAKE = -1;

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

    private final Map<String, Policy> policies = new HashMap<>();
    private final Map<String, Matcher> matchers = new HashMap<>();
    private final Map<String, GroupMatcher> groupMatchers = new HashMap<>();
    private final Map<EntryId, Placed> placed = new HashMap<>();
    private final List<LinkTable> links = new ArrayList<>();
    private final Map<AccountId, Heard> heard = new HashMap<>();
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Policy> earlier = new ArrayList<>();
    private final Consumer<Outcome> sink;
    private Placer placer;

    Flow(List<Policy> policies, Coverage start, int partitionCount, Consumer<Outcome> sink) {
        this.placer = new Placer(policies);
        this.sink = sink;
        govern(policies);
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new Partition(start));
        }
        if (policies.stream().anyMatch(policy -> policy.alias() != null)) {
            for (int i = 0; i < partitionCount; i++) {
                int sender = i;
                links.add(new LinkTable(this.policies, start, new LinkTable.Onward() {
                    @Override
                    public void arrives(Arrival arrival) {
                        partitionOf(arrival).fromLink(sender).add(new Message.Arrives(arrival));
                    }

                    @Override
                    public void covers(AccountId account, Heard heard) {
                        partitions.forEach(partition ->
                                partition.fromLink(sender).add(new Message.Covers(account, heard, Map.of(), sender)));
                    }
                }));
            }
        }
    }

    /** From now on these versions of the policies are in force, and every case is looked at by them. */
    void govern(List<Policy> versions) {
        earlier.addAll(policies.values());
        placer = new Placer(versions);
        versions.forEach(policy -> {
            policies.put(policy.name(), policy);
            Versions known = Versions.of(policy, earlier);
            if (policy.shape() instanceof Shape.Group) {
                groupMatchers.put(policy.name(), new GroupMatcher(known));
            } else {
                matchers.put(policy.name(), new Matcher(known));
            }
        });
        partitions.forEach(Partition::turn);
    }

    /** The process ends and another one goes on with what was kept: all of it is written and read back. */
    void restart() {
        placed.replaceAll((id, kept) -> Kept.placed(kept));
        links.forEach(LinkTable::restart);
        partitions.forEach(Partition::restart);
        govern(List.copyOf(policies.values()));
    }

    /** The intake reads one record; null when it is coverage. */
    Placer.@Nullable Placing read(Said said) {
        if (said instanceof Said.Covered covered) {
            heard.merge(
                    covered.account(), Heard.of(covered.interval()), (known, more) -> known.with(covered.interval()));
            Heard now = Objects.requireNonNull(heard.get(covered.account()));
            partitions.forEach(partition -> partition
                    .queue(covered.account())
                    .add(new Message.Covers(covered.account(), now, partition.sentBy(covered.account()), INTAKE)));
            links.forEach(link -> link.queue(covered.account()).add(now));
            return null;
        }
        Entry entry = ((Said.Stated) said).entry();
        Instant knownAt = Heard.knownAt(heard.get(entry.id().accountId()), entry.businessAt(), entry.statedAt());
        Placer.Placing placing = placer.place(placed.get(entry.id()), entry, List.of(), knownAt, entry.statedAt());
        placed.put(entry.id(), placing.after());
        placing.exceptions().forEach(sink);
        placing.arrivals().forEach(arrival -> {
            Partition partition = partitionOf(arrival);
            partition.count(arrival);
            partition.queue(arrival.account()).add(new Message.Arrives(arrival));
        });
        placing.unlinked()
                .forEach(arrival -> linkOf(arrival.policy(), arrival.correlationId())
                        .queue(entry.id().accountId())
                        .add(arrival));
        placing.aliases()
                .forEach(alias -> linkOf(alias.policy(), alias.reference())
                        .queue(entry.id().accountId())
                        .add(alias));
        return placing;
    }

    private LinkTable linkOf(String policy, String reference) {
        return links.get(Math.floorMod(policy.hashCode() * 31 + reference.hashCode(), links.size()));
    }

    /** A partition of the link step, if there is one, reads the next message of an account. */
    void link(int partition, AccountId account) {
        if (!links.isEmpty()) {
            links.get(partition).deliver(account);
        }
    }

    /** A partition reads the next message of a partition of the link step. */
    void deliverLinked(int partition, int sender) {
        if (!links.isEmpty()) {
            partitions.get(partition).next(partitions.get(partition).fromLink(sender));
        }
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
        links.forEach(LinkTable::deliverAll);
        for (Partition partition : partitions) {
            for (AccountId account : List.copyOf(partition.queues.keySet())) {
                boolean more = true;
                while (more) {
                    more = partition.deliver(account);
                }
            }
            for (int sender = 0; sender < links.size(); sender++) {
                boolean more = true;
                while (more) {
                    more = partition.next(partition.fromLink(sender));
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

    private boolean aliased(String policy) {
        Policy known = policies.get(policy);
        return known != null && known.alias() != null;
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
        private final Map<Integer, Deque<Message>> linked = new HashMap<>();
        private final Map<AccountId, Map<Integer, Heard>> said = new HashMap<>();
        private Coverage straight;
        private Coverage everyWay;

        Partition(Coverage start) {
            this.straight = start;
            this.everyWay = start;
        }

        Deque<Message> fromLink(int sender) {
            return linked.computeIfAbsent(sender, key -> new ArrayDeque<>());
        }

        private Coverage coverageOf(String policy) {
            return aliased(policy) ? everyWay : straight;
        }

        private void restart() {
            cases.replaceAll((id, kept) -> Kept.ofCase(kept));
            groups.restart();
        }

        /** With aliases, an account is covered as far as the intake and every partition of the link step say. */
        private void cover(Message.Covers covers) {
            Map<Integer, Heard> bySender = said.computeIfAbsent(covers.account(), key -> new HashMap<>());
            bySender.merge(covers.sender(), covers.heard(), Heard::with);
            Heard direct = bySender.get(INTAKE);
            if (direct == null) {
                return;
            }
            straight = straight.with(covers.account(), direct);
            Heard common = direct;
            for (int sender = 0; sender < links.size(); sender++) {
                Heard link = bySender.get(sender);
                common = common == null || link == null ? null : common.common(link);
            }
            if (common != null) {
                everyWay = everyWay.with(covers.account(), common);
            }
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
            return next(queue(account));
        }

        /** What entries of policies without aliases come to is what was sent; the others may come by two ways. */
        private boolean next(Deque<Message> queue) {
            Message message = queue.poll();
            if (message == null) {
                return false;
            }
            if (message instanceof Message.Covers covers) {
                cover(covers);
                Map<Ledger.Key, Total> mine = of(held, covers.account());
                mine.keySet().removeIf(key -> aliased(key.policy()));
                covers.controlTotals().keySet().removeIf(key -> aliased(key.policy()));
                if (covers.sender() == INTAKE && !mine.equals(covers.controlTotals())) {
                    throw new Broken(
                            "Conservation: the intake sent " + covers.controlTotals() + ", matching holds " + mine);
                }
            } else if (message instanceof Message.Arrives arrives) {
                Arrival arrival = arrives.arrival();
                GroupMatcher ofGroups = groupMatchers.get(arrival.policy());
                Coverage coverage = coverageOf(arrival.policy());
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

        void turn() {
            groups.turn(Flow.this::groupMatcher, this::coverageOf);
            for (Case current : List.copyOf(cases.values())) {
                Matcher matcher = matcher(current.policy());
                keep(matcher, current, matcher.expire(current, coverageOf(current.policy())));
            }
        }

        int drain(int atMost) {
            int drained = groups.drain(Flow.this::groupMatcher, atMost, this::coverageOf);
            for (Case current : List.copyOf(cases.values())) {
                Matcher matcher = matcher(current.policy());
                if (drained < atMost && isDue(matcher, current)) {
                    drained++;
                    keep(matcher, current, matcher.expire(current, coverageOf(current.policy())));
                }
            }
            return drained;
        }

        /** Due by coverage; a case before coverage is looked at again each time, as a back-fill may have reached it. */
        private boolean isDue(Matcher matcher, Case current) {
            Matcher.Wait wait = matcher.look(current).waiting();
            if (wait == null) {
                return false;
            }
            Instant frontier = coverageOf(current.policy()).frontier(wait.unheard());
            return wait.beforeCoverage() || (frontier != null && frontier.isAfter(wait.deadline()));
        }

        private void keep(Matcher matcher, Case before, Decision decision) {
            Case after = decision.after();
            cases.put(after.id(), after);
            for (Ledger.Line line :
                    matcher.look(before).tally().changeTo(matcher.look(after).tally())) {
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
            Coverage coverage = coverageOf(changed.policy().name());
            if (missingSide && !Oracle.isMissing(changed.policy(), ((Case) changed.of()).live(), coverage)) {
                throw new Broken("Patience: " + changed.finding() + " was raised with coverage " + coverage);
            }
        }

        /** Every partition's sum over its cases is what its running totals say. */
        private void requireConservation() {
            var sum = new HashMap<Ledger.Key, Total>();
            for (Case current : cases.values()) {
                for (Ledger.Line line :
                        matcher(current.policy()).look(current).tally().lines()) {
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
