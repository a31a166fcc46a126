package io.tieout.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a case adds up to in one currency.
 *
 * @param currency null when the side has no entry
 */
public record SideTotal(String side, @Nullable String currency, long minor, long count) {

    /** Adds up, side by side. */
    static final class Adder {
        private final Policy policy;
        private final List<TreeMap<String, long[]>> sums;

        Adder(Policy policy) {
            this.policy = policy;
            this.sums = new ArrayList<>(policy.sides().size());
            policy.sides().forEach(side -> sums.add(new TreeMap<>()));
        }

        void add(String side, String currency, long minor, long count) {
            for (int i = 0; i < sums.size(); i++) {
                if (policy.sides().get(i).name().equals(side)) {
                    long[] sum = sums.get(i).computeIfAbsent(currency, key -> new long[2]);
                    sum[0] = Math.addExact(sum[0], minor);
                    sum[1] += count;
                }
            }
        }

        List<SideTotal> totals() {
            var totals = new ArrayList<SideTotal>(sums.size());
            for (int i = 0; i < sums.size(); i++) {
                String side = policy.sides().get(i).name();
                sums.get(i).forEach((currency, sum) -> totals.add(new SideTotal(side, currency, sum[0], sum[1])));
                if (sums.get(i).isEmpty()) {
                    totals.add(new SideTotal(side, null, 0, 0));
                }
            }
            return List.copyOf(totals);
        }
    }

    /** Totals of these entries. */
    static List<SideTotal> of(Policy policy, List<Member> members) {
        var totals = new ArrayList<SideTotal>(policy.sides().size());
        for (Side side : policy.sides()) {
            SideTotal total = ofOneCurrency(side.name(), members);
            if (total == null) {
                return adding(policy, members);
            }
            totals.add(total);
        }
        return totals;
    }

    /** Nearly always there is but one entry on a side; null when there are several currencies. */
    private static @Nullable SideTotal ofOneCurrency(String side, List<Member> members) {
        String currency = null;
        long minor = 0;
        long count = 0;
        for (Member member : members) {
            if (member.side().equals(side)) {
                Money amount = member.amount();
                if (currency != null && !currency.equals(amount.currency())) {
                    return null;
                }
                currency = amount.currency();
                minor = Math.addExact(minor, amount.minor());
                count++;
            }
        }
        return new SideTotal(side, currency, minor, count);
    }

    private static List<SideTotal> adding(Policy policy, List<Member> members) {
        var adder = new Adder(policy);
        members.forEach(member -> adder.add(
                member.side(), member.amount().currency(), member.amount().minor(), 1));
        return adder.totals();
    }
}
