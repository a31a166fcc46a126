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

        void covers(AccountId account, Heard heard);
    }

    private final Map<String, Policy> policies;
    private final Onward onward;
    private final Map<AccountId, Deque<Object>> queues = new LinkedHashMap<>();
    private final Map<String, Linked> links = new LinkedHashMap<>();
    private final Map<AccountId, Heard> forwarded = new HashMap<>();
    /** Up to when an entry that waits holds coverage back, where that is not for ever. */
    private final Map<String, Instant> holdsUntil = new HashMap<>();

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
            if (arrival instanceof Arrival.Placement placement) {
                Heard heard = coverage.heard().get(account);
                Instant stated = placement.member().statedAt();
                Instant since =
                        before.since(placement.member().id(), heard == null ? stated : heard.promisedBy(stated));
                follow(Linker.place(
                        before,
                        placement.member(),
                        placement.promise(),
                        since,
                        hasSpokenPast(arrival.policy(), since)));
            } else {
                follow(Linker.withdraw(before, (Arrival.Withdrawal) arrival));
            }
        } else if (message instanceof Alias alias) {
            follow(Linker.learn(linked(alias.policy(), alias.reference()), alias));
        } else if (message instanceof Heard heard) {
            hear(account, heard);
        }
    }

    private Linked linked(String policy, String reference) {
        return links.getOrDefault(policy + "|" + reference, Linked.absent(policy, reference));
    }

    private void follow(Linker.Linking linking) {
        String key = linking.after().policy() + "|" + linking.after().reference();
        Linked before = links.put(key, linking.after());
        linking.onward().forEach(onward::arrives);
        for (Linked.Held held : linking.after().held()) {
            Heard heard = coverage.heard().get(held.newest().id().accountId());
            Instant next = heard == null ? null : heard.nextAfter(held.since());
            if (held.waits() && (before == null || !before.awaits(held))) {
                holdsUntil.remove(key + held.newest().id());
                if (next != null) {
                    holdsUntil.put(key + held.newest().id(), next);
                }
            }
        }
        new TreeMap<>(coverage.heard()).forEach((account, heard) -> cover(account, heard, false));
    }

    private boolean hasSpokenPast(String policyName, Instant since) {
        Policy policy = Objects.requireNonNull(policies.get(policyName));
        Instant frontier =
                coverage.frontier(List.of(Objects.requireNonNull(policy.alias()).by()));
        return frontier != null && frontier.isAfter(since.plus(policy.grace()));
    }

    private void hear(AccountId account, Heard more) {
        coverage = coverage.with(account, more);
        for (Linked linked : List.copyOf(links.values())) {
            for (Linked.Held held : linked.held()) {
                if (held.waits() && hasSpokenPast(linked.policy(), held.since())) {
                    follow(Linker.release(
                            linked(linked.policy(), linked.reference()),
                            held.newest().id()));
                }
            }
        }
        new TreeMap<>(coverage.heard()).forEach((heard, far) -> cover(heard, far, heard.equals(account)));
    }

    private void cover(AccountId account, Heard far, boolean asked) {
        Heard covered = far;
        for (Map.Entry<String, Linked> linked : links.entrySet()) {
            for (Linked.Held held : linked.getValue().held()) {
                EntryId id = held.newest().id();
                if (covered != null && held.waits() && id.accountId().equals(account)) {
                    covered = covered.without(held.since(), holdsUntil.get(linked.getKey() + id));
                }
            }
        }
        if (covered != null && (asked || !covered.equals(forwarded.get(account)))) {
            forwarded.put(account, covered);
            onward.covers(account, covered);
        }
    }
}
