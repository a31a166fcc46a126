package io.tieout.bench;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Clues;
import io.tieout.matching.EntryId;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Reference;
import io.tieout.matching.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Entries as a large pool has them: many names, amounts as they come, a document number each in the books. */
public final class PoolLoad {

    /** Bank and books, whose coverage a pool of these entries waits for. */
    public static final AccountId BANK = new AccountId("bank", "main");

    public static final AccountId BOOKS = new AccountId("odoo", "books");

    /** The day of the entries that are measured. */
    public static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    private static final String[] FIRST = {
        "Harbor", "Apex", "Oakwood", "Summit", "Granite", "Valley", "Pacific", "Redwood", "Cobalt", "Meridian"
    };
    private static final String[] SECOND = {"Supply", "Digital", "Trading", "Logistics", "Consulting", "Foods"};

    private final Random random = new Random(1);
    private final Policy policy;
    private long position;

    public PoolLoad(Policy policy) {
        this.policy = policy;
    }

    /** An entry of the books that nothing settles, within the window of the measured ones and due later. */
    public Arrival open(int number) {
        Instant at = DAY.plus(Duration.ofDays(10)).plus(Duration.ofMinutes(random.nextInt(20 * 24 * 60)));
        return says(
                BOOKS,
                "books",
                "o" + number,
                at,
                amount(),
                name() + " - service, INV-" + (5_000_000 + number),
                List.of(new Reference("DOCUMENT", "AP-" + (7_000_000 + number))));
    }

    /** A bank line and the entry of the books that belongs to it; every other line names no document. */
    public List<Arrival> pair(int number) {
        Money amount = amount();
        String name = name();
        Instant at = DAY.plus(Duration.ofMinutes(random.nextInt(24 * 60)));
        String label = number % 2 == 0 ? "ACH CREDIT " + name : name + " AP-" + (9_000_000 + number);
        return List.of(
                says(
                        BOOKS,
                        "books",
                        "p" + number,
                        at,
                        amount,
                        name + " - service, INV-" + (3_000_000 + number),
                        List.of(new Reference("DOCUMENT", "AP-" + (9_000_000 + number)))),
                says(BANK, "bank", "b" + number, at.plus(Duration.ofHours(20)), amount, label, List.of()));
    }

    private Money amount() {
        return new Money(100 + random.nextInt(1_000_000), "USD");
    }

    private String name() {
        return FIRST[random.nextInt(FIRST.length)] + word(random.nextInt(500)) + " "
                + SECOND[random.nextInt(SECOND.length)] + word(random.nextInt(10));
    }

    private static String word(int number) {
        return "" + (char) ('a' + number % 26) + (char) ('a' + number / 26 % 26);
    }

    private Arrival says(
            AccountId account,
            String side,
            String id,
            Instant at,
            Money amount,
            String text,
            List<Reference> references) {
        EntryId entry = new EntryId(account.source(), account.account(), "line", id);
        Member member =
                new Member(entry, side, new Version(++position, 0, 1), amount, at, at, at, null, null, null, false);
        return new Arrival.Placement(policy.name(), "USD", member, null, null, new Clues(references, null, text));
    }
}
