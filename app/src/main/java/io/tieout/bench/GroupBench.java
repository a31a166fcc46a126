package io.tieout.bench;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Lineage;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Version;
import io.tieout.policy.PolicyReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** What a member costs by how many its group has: it joins, is amended, or leaves. */
final class GroupBench {

    private static final int[] SIZES = {10, 100, 1_000, 10_000, 100_000};
    private static final int[] QUICK = {10, 1_000};
    private static final AccountId BOOKS = new AccountId("odoo", "shop");
    private static final AccountId PROVIDER = new AccountId("stripe", "acct");
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final Options options;
    private final PrintWriter progress;
    private final BenchReport report;
    private final Policy policy = PolicyReader.read("bench.yaml", """
            policy: payout-movements
            version: 1
            title: Every payout is the sum of its movements
            owner: treasury
            sides:
              payout: {source: odoo, object: payout, stage: POSTED, key: REF}
              movements: {source: stripe, object: balance_transaction, stage: POSTED, key: REF}
            shape: group
            closes: at-deadline
            agree: payout.amount = movements.amount
            window: 7d
            grace: 1d
            missing:
              payout: {reason: COUNTERPART_MISSING}
              movements: {reason: COUNTERPART_MISSING}
            """);

    GroupBench(Options options, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.progress = progress;
        this.report = report;
    }

    void run() {
        int members = options.quick() ? 5_000 : 200_000;
        int[] sizes = options.quick() ? QUICK : SIZES;
        round(10, members / 4);
        var join = new ArrayList<List<Double>>();
        var change = new ArrayList<List<Double>>();
        for (int i = 0; i < sizes.length; i++) {
            join.add(new ArrayList<>());
            change.add(new ArrayList<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < sizes.length; i++) {
                double[] cost = round(sizes[i], members);
                join.get(i).add(cost[0]);
                change.get(i).add(cost[1]);
                progress.printf(
                        Locale.ROOT,
                        "%,d members a group: %.2f us to join and be judged, %.2f us to be amended or leave%n",
                        sizes[i],
                        cost[0],
                        cost[1]);
                progress.flush();
            }
        }
        for (int i = 0; i < sizes.length; i++) {
            report.add(new Cost("group: a member joins and is judged", sizes[i], join.get(i)));
        }
        for (int i = 0; i < sizes.length; i++) {
            report.add(new Cost("group: a member is amended or leaves", sizes[i], change.get(i)));
        }
    }

    private double[] round(int size, int members) {
        var random = new Random(options.seed());
        try (var opened = Desks.open(policy, Set.of(BOOKS, PROVIDER))) {
            var desk = opened.desk();
            long begin = Cost.now();
            for (int i = 0; i < members; i++) {
                String group = "G" + i / size;
                desk.arrive(policy.name() + "|" + group, placement(group, i % size, 1, random));
            }
            var heard = new Interval(null, START.plus(Duration.ofDays(40)));
            desk.heard(BOOKS, heard);
            desk.heard(PROVIDER, heard);
            int closed = desk.drain(2_000);
            long joined = Cost.now();
            int groups = (members + size - 1) / size;
            if (closed != groups) {
                throw new BenchFailure(
                        closed + " groups of " + size + " members were judged at their deadline instead of " + groups);
            }
            int changes = members / 4;
            for (int i = 0; i < changes; i++) {
                // In order of business time: each time the outermost one goes.
                int member = i % 2 == 0 ? i % size : random.nextInt(size);
                String group = "G" + i / size;
                desk.arrive(
                        policy.name() + "|" + group,
                        i % 2 == 0
                                ? new Arrival.Withdrawal(
                                        policy.name(), group, id(member), new Version(i + 2, 0, 1), START, null, false)
                                : placement(group, member, i + 2, random));
            }
            long changed = Cost.now();
            return new double[] {Cost.microsEach(joined - begin, members), Cost.microsEach(changed - joined, changes)};
        }
    }

    private Arrival placement(String reference, int member, int version, Random random) {
        Instant at = START.plus(Duration.ofSeconds(member));
        var arriving = new Member(
                id(member),
                member == 0 ? "payout" : "movements",
                new Version(version, 0, 1),
                new Money(100 + random.nextInt(100), "EUR"),
                at,
                at,
                at,
                null,
                "1",
                new Lineage("stripe.event", 0, member),
                false);
        return new Arrival.Placement(policy.name(), reference, arriving, null, null);
    }

    private static EntryId id(int member) {
        return member == 0
                ? new EntryId(BOOKS.source(), BOOKS.account(), "payout", "1")
                : new EntryId(
                        PROVIDER.source(), PROVIDER.account(), "balance_transaction", "txn_" + (1_000_000 + member));
    }
}
