package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One partition of the link step: reads what each account sent it, in order, and says how far an account is
 * covered without what still waits here.
 */
final class LinkTable {

    /** Where things go from here. */
    interface Onward {
        void arrives(Arrival arrival);

        void covers(AccountId account, Interval interval);
    }

    private final Map<String, Policy> policies;
    private final Onward onward;
    private final Map<AccountId, Deque<Object>> queues = new LinkedHashMap<>();
    private final Map<String, Linked> links = new LinkedHashMap<>();
    private final Map<AccountId, Instant> forwarded = new HashMap<>();
    private Coverage coverage;

    LinkTable(Map<String, Policy> policies, Coverage start, Onward onward) {
        this.policies = policies;
        this.coverage = start;
        this.onward = onward;
    }

    Deque<Object> queue(AccountId account) {
        return queues.computeIfAbsent(account, key -> new ArrayDeque<>());
    }

    void restart() {
        links.replaceAll((key, kept) -> Kept.linked(kept));
        forwarded.clear();
    }

    void deliverAll() {
        for (AccountId account : List.copyOf(queues.keySet())) {
            while (!queue(account).isEmpty()) {
                deliver(account);
            }
        }
    }

    void deliver(AccountId account) {
        Object message = queue(account).poll();
        if (message instanceof Arrival arrival) {
            Linked before = linked(arrival.policy(), arrival.correlationId());
            boolean silent = arrival instanceof Arrival.Placement placement
                    && hasSpokenPast(arrival.policy(), placement.member());
            follow(Linker.arrive(before, arrival, silent));
        } else if (message instanceof Alias alias) {
            follow(Linker.learn(linked(alias.policy(), alias.reference()), alias));
        } else if (message instanceof Interval interval) {
            hear(account, interval);
        }
    }

    private Linked linked(String policy, String reference) {
        return links.getOrDefault(policy + "|" + reference, Linked.absent(policy, reference));
    }

    private void follow(Linker.Linking linking) {
        links.put(linking.after().policy() + "|" + linking.after().reference(), linking.after());
        linking.onward().forEach(onward::arrives);
    }

    private boolean hasSpokenPast(String policyName, Member member) {
        Policy policy = Objects.requireNonNull(policies.get(policyName));
        Instant frontier =
                coverage.frontier(List.of(Objects.requireNonNull(policy.alias()).by()));
        return frontier != null && frontier.isAfter(Linked.since(member).plus(policy.grace()));
    }

    private void hear(AccountId account, Interval interval) {
        coverage = coverage.with(account, interval);
        for (Linked linked : List.copyOf(links.values())) {
            for (Linked.Held held : linked.held()) {
                if (held.waits() && hasSpokenPast(linked.policy(), held.newest())) {
                    follow(Linker.release(
                            linked(linked.policy(), linked.reference()),
                            held.newest().id()));
                }
            }
        }
        new TreeMap<>(coverage.heard()).forEach((heard, far) -> cover(heard, far, heard.equals(account)));
    }

    private void cover(AccountId account, Interval far, boolean asked) {
        Instant to = far.to();
        for (Linked linked : links.values()) {
            for (Linked.Held held : linked.held()) {
                Member newest = held.newest();
                if (held.waits()
                        && newest.id().accountId().equals(account)
                        && Linked.since(newest).isBefore(to)) {
                    to = Linked.since(newest);
                }
            }
        }
        Instant from = far.from();
        boolean empty = from != null && from.isAfter(to);
        if (!empty && (asked || !to.equals(forwarded.get(account)))) {
            forwarded.put(account, to);
            onward.covers(account, new Interval(from, to));
        }
    }
}
