package io.tieout.registry;

import io.tieout.v1.Category;
import io.tieout.v1.Evidence;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.Lineage;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.MatchedEntry;
import io.tieout.v1.Money;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Severity;
import io.tieout.v1.SideTotal;
import io.tieout.v1.Timing;
import java.time.Instant;
import java.util.List;

/** Records with every field filled. */
final class Fixtures {

    static final Instant CAPTURED = Instant.parse("2026-03-02T09:15:30.123Z");

    private Fixtures() {}

    static Match match(String correlationId) {
        return Match.newBuilder()
                .setMatchId("card-capture|" + correlationId)
                .setVersion(2)
                .setStatus(MatchStatus.MATCHED)
                .setPolicy("card-capture")
                .setPolicyVersion(1)
                .setCorrelationId(correlationId)
                .setCompany("1")
                .setTiming(Timing.ON_TIME)
                .setAmount(new Money(4500L, "EUR"))
                .setVarianceMinor(-1)
                .setSides(
                        List.of(new SideTotal("books", "EUR", 4499L, 1L), new SideTotal("provider", "EUR", 4500L, 1L)))
                .setEntries(List.of(
                        entry("odoo/shop/payment_transaction/7", "books"),
                        entry("stripe/acct_1/charge/ch_1", "provider")))
                .setEntryCount(2)
                .setEvidence(List.of(new Evidence("EXACT_AMOUNT", 40, "EUR 45.00")))
                .setMatchedAt(CAPTURED)
                .build();
    }

    static ReconciliationException exception() {
        return ReconciliationException.newBuilder()
                .setExceptionId("card-capture|pi_2|books|CAPTURE_NOT_BOOKED")
                .setVersion(1)
                .setStatus(ExceptionStatus.RESOLVED)
                .setCategory(Category.DEPENDENCY)
                .setReason("CAPTURE_NOT_BOOKED")
                .setSeverity(Severity.HIGH)
                .setOwner("finance-operations")
                .setPolicy("card-capture")
                .setPolicyVersion(1)
                .setCorrelationId("pi_2")
                .setCompany("1")
                .setSide("books")
                .setSource("stripe")
                .setAccount("acct_1")
                .setEntryId("stripe/acct_1/charge/ch_2")
                .setField("amount")
                .setDetail("Stripe captured EUR 45.00 and Odoo has not booked it. Book it, or refund it.")
                .setSidesPresent(List.of("provider"))
                .setSidesMissing(List.of("books"))
                .setAmount(new Money(4500L, "EUR"))
                .setResidualMinor(-4500L)
                .setEntries(List.of(entry("stripe/acct_1/charge/ch_2", "provider")))
                .setOpenedAt(CAPTURED.plusSeconds(90_000))
                .setDueAt(CAPTURED.plusSeconds(86_400))
                .setResolution("LATE_ARRIVAL")
                .setLineage(new Lineage("stripe.event", 3, 99L))
                .build();
    }

    private static MatchedEntry entry(String entryId, String side) {
        return MatchedEntry.newBuilder()
                .setEntryId(entryId)
                .setSide(side)
                .setVersionPosition(987_654_321L)
                .setVersionOrder(2)
                .setVersionMapping(1)
                .setAmount(new Money(4500L, "EUR"))
                .setBusinessAt(CAPTURED)
                .setStatedAt(CAPTURED.plusSeconds(1))
                .setLineage(new Lineage("odoo.change", 0, 11L))
                .build();
    }
}
