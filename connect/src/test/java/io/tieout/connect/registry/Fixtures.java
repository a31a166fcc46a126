package io.tieout.connect.registry;

import io.tieout.v1.Entry;
import io.tieout.v1.Evidence;
import io.tieout.v1.Lineage;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.MatchedEntry;
import io.tieout.v1.Money;
import io.tieout.v1.Reference;
import io.tieout.v1.SideTotal;
import io.tieout.v1.Stage;
import io.tieout.v1.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records with every field filled. */
final class Fixtures {

    private static final Instant CAPTURED = Instant.parse("2026-03-02T09:15:30.123Z");

    private Fixtures() {}

    static Money euro(long minor) {
        return new Money(minor, "EUR");
    }

    static Entry entry() {
        return Entry.newBuilder()
                .setEntryId("stripe/acct_1/charge/ch_1")
                .setSource("stripe")
                .setAccount("acct_1")
                .setObjectType("charge")
                .setObjectId("ch_1")
                .setVersionPosition(1_772_442_930L)
                .setVersionOrder(3)
                .setStage(Stage.CAPTURED)
                .setCompany("1")
                .setAmount(euro(4500))
                .setMeasures(Map.of("fee", euro(-155)))
                .setBusinessAt(CAPTURED)
                .setStatedAt(CAPTURED.plusSeconds(1))
                .setDueAt(CAPTURED.plusSeconds(86_400))
                .setReferences(List.of(new Reference("PAYMENT_INTENT", "pi_1"), new Reference("CHARGE", "ch_1")))
                .setAttributes(Map.of("live", "true"))
                .setCounterparty("Žofie Müller")
                .setText("Order S00042")
                .setLineage(new Lineage("stripe.event", 0, 42L))
                .build();
    }

    static Match match(String correlationId) {
        return Match.newBuilder()
                .setMatchId("card-capture|" + correlationId)
                .setVersion(1)
                .setStatus(MatchStatus.MATCHED)
                .setPolicy("card-capture")
                .setPolicyVersion(1)
                .setCorrelationId(correlationId)
                .setCompany("1")
                .setTiming(Timing.LATE)
                .setAmount(euro(4500))
                .setVarianceMinor(0)
                .setSides(
                        List.of(new SideTotal("books", "EUR", 4500L, 1L), new SideTotal("provider", "EUR", 4500L, 1L)))
                .setEntries(List.of(
                        matched("odoo/shop/payment_transaction/7", "books"), matched("stripe/a/charge/c", "provider")))
                .setEntryCount(2)
                .setEvidence(List.of(new Evidence("EXACT_AMOUNT", 40, "EUR 45.00")))
                .setMatchedAt(CAPTURED)
                .build();
    }

    private static MatchedEntry matched(String entryId, String side) {
        return MatchedEntry.newBuilder()
                .setEntryId(entryId)
                .setSide(side)
                .setVersionPosition(987_654_321L)
                .setVersionOrder(2)
                .setVersionMapping(1)
                .setAmount(euro(4500))
                .setBusinessAt(CAPTURED)
                .setStatedAt(CAPTURED.plusSeconds(1))
                .setLineage(new Lineage("odoo.change", 0, 11L))
                .build();
    }
}
