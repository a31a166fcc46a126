package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.ReconciliationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statement files of a bank in the real flow: entries, coverage, gaps, and how long a bank may be silent. */
class BankFlowTest {

    private final Flow flow = new Flow();

    @AfterEach
    void close() {
        flow.close();
    }

    private void file(int day, String opening, String closing, String amount) {
        String text =
                ":20:S\n:25:12345678\n:28C:%d/1\n:60F:C260301EUR%s\n:61:2603%02d03%02d%sNTRFNONREF\n:86:coffee\n:62F:C2603%02dEUR%s\n-\n"
                        .formatted(day, opening, day, day, amount, day, closing);
        flow.raw(
                RawTopics.BANK_STATEMENT,
                "12345678",
                Map.of(
                        RawTopics.HEADER_KIND,
                        RawTopics.KIND_STATEMENT_FILE,
                        RawTopics.HEADER_CONTENT,
                        "%064x".formatted(day),
                        RawTopics.HEADER_PART,
                        "1/1",
                        RawTopics.HEADER_FILE,
                        day + ".sta"),
                text);
    }

    private List<String> exceptions() {
        return flow.all(ReconciliationException.class, one -> "bank".equals(one.getSource())).stream()
                .map(one -> one.getExceptionId() + " " + one.getVersion() + " " + one.getStatus())
                .toList();
    }

    @Test
    void aGapOpensAnExceptionAndItsStatementResolvesIt() {
        file(2, "100,00", "110,00", "C10,00");
        file(4, "120,00", "130,00", "C10,00");
        assertThat(exceptions()).containsExactly("bank/12345678|EUR 2026-03-03|STATEMENT_GAP 1 OPEN");
        file(3, "110,00", "120,00", "C10,00");
        assertThat(exceptions())
                .containsExactly(
                        "bank/12345678|EUR 2026-03-03|STATEMENT_GAP 1 OPEN",
                        "bank/12345678|EUR 2026-03-03|STATEMENT_GAP 2 RESOLVED");
        assertThat(flow.all(Entry.class, one -> one.getSource().equals("bank"))).hasSize(3);
        var coverage =
                flow.all(CoverageReport.class, one -> one.getSource().equals("bank") && one.getPartition() == null);
        var last = coverage.get(coverage.size() - 1);
        assertThat(last.getCoveredFrom()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(last.getCoveredTo()).isEqualTo(Instant.parse("2026-03-05T00:00:00Z"));
        assertThat(last.getEarlierSpans()).isEmpty();
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsADeadLetter() {
        file(2, "100,00", "110,00", "Cten");
        assertThat(flow.deadLetters()).hasSize(1);
        assertThat(exceptions()).isEmpty();
    }

    @Test
    void aBankIsStaleAfterDaysAndNotAfterMinutes() {
        file(2, "100,00", "110,00", "C10,00");
        flow.wallClock(Duration.ofDays(4));
        assertThat(exceptions()).isEmpty();
        flow.wallClock(Duration.ofDays(6));
        assertThat(exceptions()).containsExactly("bank/12345678||SOURCE_STALE 1 OPEN");
    }
}
