package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.policy.PolicyFiles;
import io.tieout.topology.OdooLog.Change;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An import of more rows in one database transaction than are worked off at once. */
final class BacklogFlowTest {

    private static final int ROWS = 5_500;
    private static final Duration STEP = Duration.ofMillis(100);

    private Flow flow = new Flow();

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void aLargeTransactionIsWorkedOffInStepsAndWhatComesBehindItWaits() {
        OdooLog odoo = imported();
        assertThat(flow.said(Entry.class)).as("said at once").hasSizeLessThan(ROWS / 2);
        assertThat(flow.rows(Stores.UNREAD))
                .as("END, and all that came behind it")
                .isGreaterThan(6);

        assertThat(steps()).as("steps").isBetween(1, 3);

        assertAllIsSaidInOrder();
        odoo.commits("2026-03-02T12:00:20Z", payment(2, "cancel", "45.00", "pi_2", "2026-03-02T12:00:20Z"));
        assertThat(flow.said(Entry.class))
                .as("an account is read at once again")
                .hasSize(1);
    }

    @Test
    void aRestartAmidItLosesNothingAndSaysNothingTwice() {
        imported();

        flow = flow.restarted(PolicyFiles.builtIn(), List.of());
        steps();

        assertAllIsSaidInOrder();
    }

    @Test
    void otherAccountsDoNotWait() {
        imported();

        flow.stripeCovered("2026-03-01T00:00:00Z", "2026-03-02T13:00:00Z");

        assertThat(flow.said(CoverageReport.class))
                .anySatisfy(report -> assertThat(report.getSource()).isEqualTo("stripe"));
    }

    /** One transaction of many payments; behind it one that cancels the first of them, and a heartbeat. */
    private OdooLog imported() {
        var odoo = new OdooLog(flow);
        flow.said();
        odoo.commits(
                "2026-03-02T12:00:05Z",
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(id -> payment(id, "done", "45.00", "pi_" + id, "2026-03-02T12:00:00Z"))
                        .toArray(Change[]::new));
        odoo.commits("2026-03-02T12:00:10Z", payment(1, "cancel", "45.00", "pi_1", "2026-03-02T12:00:10Z"));
        odoo.beats("2026-03-02T12:00:15Z");
        return odoo;
    }

    /** Lets time pass until nothing waits. */
    private int steps() {
        int steps = 0;
        while (flow.rows(Stores.UNREAD) > 0) {
            flow.wallClock(STEP);
            steps++;
            assertThat(steps).isLessThan(100);
        }
        return steps;
    }

    private void assertAllIsSaidInOrder() {
        List<Entry> entries =
                flow.all(Entry.class, entry -> entry.getObjectType().equals("payment_transaction"));
        assertThat(entries).hasSize(ROWS + 1);
        assertThat(entries.stream().map(Entry::getObjectId).distinct()).hasSize(ROWS);
        Entry last = entries.get(ROWS);
        assertThat(last.getObjectId()).isEqualTo("1");
        assertThat(last.getStage()).isEqualTo(io.tieout.v1.Stage.CANCELLED);
        assertThat(flow.all(CoverageReport.class, report -> report.getPartition() == null))
                .as("coverage is stated behind what it covers")
                .extracting(CoverageReport::getEntriesRead)
                .containsExactly(ROWS + 1L);
        assertThat(flow.deadLetters()).isEmpty();
    }
}
