package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.policy.PolicyReader;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A system that no code of ours knows, in the real flow: a mapping reads it, and a policy matches it. */
final class MappedFlowTest {

    private static final String POLICY = """
            policy: quickbooks-receipt
            version: 1
            title: Every payment that QuickBooks received is booked in Odoo
            owner: finance-operations
            sides:
              books: {source: odoo, object: payment_transaction, stage: CAPTURED, key: PROVIDER_REFERENCE}
              accounting: {source: quickbooks, object: payment, stage: SETTLED, key: PAYMENT}
            shape: pair
            agree: books.amount = accounting.amount
            window: 24h
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              accounting: {reason: COUNTERPART_MISSING}
            """;

    private final Flow flow = new Flow(List.of(PolicyReader.read("receipts.yaml", POLICY)), Application.intakes());
    private final OdooLog odoo =
            new OdooLog(flow).snapshot("payment_provider", "{\"id\":13,\"code\":\"adyen\",\"state\":\"enabled\"}");

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void aQuickBooksPaymentMatchesAnOdooPaymentByAPolicyOfTheUser() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "PAY-1", "2026-03-02T10:00:00Z"));
        pushed("quickbooks-payment", "45.00");

        assertThat(flow.said(Match.class)).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("quickbooks-receipt|PAY-1");
            assertThat(match.getStatus()).isEqualTo(MatchStatus.MATCHED);
        });
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void whatNoMappingReadsIsADeadLetterAndStopsNothing() {
        pushed("quickbooks-paymnt", "45.00");
        pushed("quickbooks-payment", "45,00");
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "PAY-1", "2026-03-02T10:00:00Z"));
        pushed("quickbooks-payment", "45.00");

        var letters = flow.deadLetters();
        assertThat(letters).hasSize(2);
        assertThat(whys(letters.get(0))).contains("did you mean quickbooks-payment?");
        assertThat(whys(letters.get(1))).contains("quickbooks-payment version 1: amount.value: TotalAmt is \"45,00\"");
        assertThat(flow.said(Match.class)).hasSize(1);
    }

    /** What the headers of a dead letter say. */
    private static String whys(TestRecord<String, byte[]> letter) {
        var said = new StringBuilder();
        letter.headers()
                .forEach(
                        header -> said.append(new String(header.value(), UTF_8)).append('\n'));
        return said.toString();
    }

    private void pushed(String mapping, String amount) {
        flow.raw(
                RawTopics.MAPPED_RECORD,
                "quickbooks/acme",
                Map.of(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT, RawTopics.HEADER_MAPPING, mapping),
                "{\"Payment\":{\"Id\":\"163\",\"SyncToken\":\"0\",\"TxnDate\":\"2026-03-02\",\"TotalAmt\":\"" + amount
                        + "\",\"PaymentRefNum\":\"PAY-1\",\"MetaData\":{\"LastUpdatedTime\":\"2026-03-02T09:00:00-08:00\"},"
                        + "\"CurrencyRef\":{\"value\":\"EUR\"},\"CustomerRef\":{\"value\":\"24\"},\"Line\":[]}}");
    }
}
