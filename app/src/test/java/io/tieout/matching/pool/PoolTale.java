package io.tieout.matching.pool;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Clues;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A small history of one pool, told in the words of a bank statement and a ledger. */
final class PoolTale {

    private static final AccountId BANK = new AccountId("bank", "main");
    private static final AccountId BOOKS = new AccountId("odoo", "books");

    private final Policy policy;
    private final PoolMatcher matcher;
    private final HeldPool pool = new HeldPool();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Coverage coverage = Coverage.of(Set.of(BANK, BOOKS), Set.of());
    private long position;

    PoolTale(Policy policy) {
        this.policy = policy;
        this.matcher = new PoolMatcher(policy);
    }

    PoolTale bank(String id, String day, String amount, String text) {
        return bank(id, day, amount, null, text);
    }

    PoolTale bank(String id, String day, String amount, @Nullable String counterparty, String text) {
        return says(BANK, "bank", id, day, amount, new Clues(List.of(), counterparty, text));
    }

    PoolTale books(String id, String day, String amount, @Nullable String counterparty, String reference) {
        List<Reference> references = reference.isEmpty() ? List.of() : List.of(new Reference("DOCUMENT", reference));
        return says(BOOKS, "books", id, day, amount, new Clues(references, counterparty, null));
    }

    private PoolTale says(AccountId account, String side, String id, String day, String amount, Clues clues) {
        return says(account, side, id, day, null, amount, clues);
    }

    private PoolTale says(
            AccountId account,
            String side,
            String id,
            String day,
            @Nullable String dueDay,
            String amount,
            Clues clues) {
        Instant at = start(day);
        Money money = new Money(new BigDecimal(amount).movePointRight(2).longValueExact(), "EUR");
        Member member = new Member(
                id(account, id),
                side,
                new Version(++position, 0, 1),
                money,
                at,
                at,
                at,
                dueDay == null ? null : start(dueDay),
                null,
                null,
                false);
        outcomes.addAll(
                matcher.arrive(pool, new Arrival.Placement(policy.name(), "EUR", member, null, null, clues), coverage)
                        .outcomes());
        return this;
    }

    /** An invoice with a due date of its own. */
    PoolTale invoice(String id, String day, String dueDay, String amount) {
        return says(BOOKS, "books", id, day, dueDay, amount, Clues.NONE);
    }

    PoolTale leaves(String id) {
        EntryId entry = entry(id);
        Instant at = Instant.parse("2026-02-01T00:00:00Z");
        outcomes.addAll(matcher.arrive(
                        pool,
                        new Arrival.Withdrawal(
                                policy.name(), "EUR", entry, new Version(++position, 0, 1), at, null, false),
                        coverage)
                .outcomes());
        return this;
    }

    private static Instant start(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Both sides have spoken past every deadline. */
    PoolTale ends() {
        return spokenUntil("2030-01-01");
    }

    PoolTale spokenUntil(String day) {
        return spokenUntil(start(day));
    }

    Instant deadline(String id) {
        return item(id).deadline(policy.window().plus(policy.grace()));
    }

    PoolTale spokenUntil(Instant until) {
        Interval all = new Interval(null, until);
        coverage = coverage.with(BANK, all).with(BOOKS, all);
        for (EntryId due : pool.due(PoolStore.Queue.WAITING, until, Integer.MAX_VALUE)) {
            outcomes.addAll(matcher.expire(pool, due, coverage).outcomes());
        }
        return this;
    }

    private static EntryId id(AccountId account, String id) {
        return new EntryId(account.source(), account.account(), "line", id);
    }

    private EntryId entry(String id) {
        EntryId books = id(BOOKS, id);
        return pool.item(books) == null ? id(BANK, id) : books;
    }

    private Item item(String id) {
        Item item = pool.item(entry(id));
        if (item == null) {
            throw new AssertionError("The pool does not keep " + id);
        }
        return item;
    }

    /** The entries that this one is matched with, in order of their names. */
    Set<String> matched(String id) {
        Option chosen = item(id).chosen();
        var others = new TreeSet<String>();
        if (chosen != null && chosen.matches()) {
            chosen.members().forEach(member -> others.add(member.id()));
        }
        others.remove(id);
        return others;
    }

    /** What is open about the entry; null when nothing is. */
    @Nullable
    Reason open(String id) {
        Item.Trouble trouble = item(id).finding();
        return trouble == null ? null : trouble.reason();
    }

    /** The entries that an open exception about this one names besides. */
    List<String> named(String id) {
        Item.Trouble trouble = item(id).finding();
        return trouble == null
                ? List.of()
                : trouble.others().stream().map(EntryId::id).toList();
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    HeldPool pool() {
        return pool;
    }
}
