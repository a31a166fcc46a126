package io.tieout.topology;

import static io.tieout.topology.PlainEntries.covered;
import static io.tieout.topology.PlainEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.policy.PolicyReader;
import io.tieout.topology.PlainEntries.Stated;
import io.tieout.v1.CoverageReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An entry whose case was forgotten comes back. */
final class ForgottenCaseFlowTest {

    private static final String MONDAY = "2026-03-02T10:00:00Z";
    private static final String JUNE = "2026-06-01T10:00:00Z";

    @Test
    void anEntryThatEntersANewerCaseOfItsIdCountsOnce() {
        var policy = PolicyReader.read("captures.yaml", """
                policy: captures
                version: 1
                title: Every charge is booked
                owner: finance
                sides:
                  books: {source: odoo, object: booking, stage: POSTED, key: REF}
                  provider: {source: stripe, object: charge, stage: POSTED, key: REF}
                shape: pair
                agree: books.amount = provider.amount
                window: 1d
                grace: 1h
                retention: 10d
                missing:
                  books: {reason: CAPTURE_NOT_BOOKED}
                  provider: {reason: BOOKED_NOT_CAPTURED}
                """);
        try (var flow = new Flow(
                List.of(policy),
                Map.of("books.entry", new PlainEntries("odoo"), "provider.entry", new PlainEntries("stripe")))) {
            provider(flow, entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
            flow.raw(
                    "books.entry",
                    "shop",
                    "",
                    entry("booking", "b_1", 4_500, MONDAY, "pi_1").json());
            bothCovered(flow, "2026-06-01T00:00:00Z");
            assertThat(flow.store(Stores.CASES).get("captures|pi_1"))
                    .as("forgotten")
                    .isNull();

            provider(flow, entry("charge", "ch_2", 700, JUNE, "pi_1"));
            provider(flow, entry("charge", "ch_1", 4_400, JUNE, "pi_1").with("version", 2));
            bothCovered(flow, "2026-06-02T00:00:00Z");

            assertThat(flow.all(CoverageReport.class, report -> true).stream()
                            .flatMap(report -> report.getControlTotals().stream()))
                    .isNotEmpty()
                    .allSatisfy(total -> {
                        assertThat(total.getDifferenceCount()).isZero();
                        assertThat(total.getDifferenceMinor()).isZero();
                    });
        }
    }

    private static void provider(Flow flow, Stated stated) {
        flow.raw("provider.entry", "acct_1", "", stated.json());
    }

    private static void bothCovered(Flow flow, String to) {
        flow.raw("books.entry", "shop", "", covered(to));
        flow.raw("provider.entry", "acct_1", "", covered(to));
    }
}
