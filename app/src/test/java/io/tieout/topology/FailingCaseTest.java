package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of a case that the engine cannot go on with, and of all others. */
final class FailingCaseTest {

    private final Flow flow = new Flow();
    private final OdooLog odoo = new OdooLog(flow);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.tieout");
    private final Level before = ours.getLevel();
    private final Said said = new Said();

    @BeforeEach
    void listen() {
        ours.setLevel(Level.TRACE);
        said.start();
        ours.addAppender(said);
    }

    @AfterEach
    void close() {
        ours.detachAppender(said);
        ours.setLevel(before);
        flow.close();
    }

    @Test
    void theLineBearsTheCorrelationIdAndNothingOfThePayload() {
        flow.damageCase("card-capture|pi_failing");

        assertThatThrownBy(() -> odoo.commits(
                        "2026-03-02T12:00:05Z", payment(1, "done", "4567.89", "pi_failing", "2026-03-02T12:00:00Z")))
                .isInstanceOf(RuntimeException.class);

        assertThat(said.lines)
                .anySatisfy(event -> assertThat(event.getKeyValuePairs())
                        .extracting(pair -> pair.key + "=" + pair.value)
                        .containsExactly("policy=card-capture", "correlation_id=pi_failing"));
        assertNoPayload();
    }

    @Test
    void aDeadlineThatFailsNamesItsCaseToo() {
        var failure = new IllegalStateException("broken");

        assertThat(FailedCase.said("payout|po|1", failure)).isSameAs(failure);
        assertThat(FailedCase.said("payout|po_2", new StreamsException("of the task")))
                .as("Kafka Streams says that itself")
                .isInstanceOf(StreamsException.class);

        assertThat(said.lines).hasSize(1);
        assertThat(said.lines.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly("policy=payout", "correlation_id=po|1");
    }

    @Test
    void ordinaryWorkAndUnreadableRecordsLeaveNoPayloadInTheLog() {
        odoo.commits("2026-03-02T12:00:05Z", payment(1, "done", "4567.89", "pi_1", "2026-03-02T12:00:00Z"));
        flow.stripe("{\"id\": \"evt_1\", \"amount\": 456789, no json");

        assertThat(flow.deadLetters()).isNotEmpty();
        assertNoPayload();
    }

    private void assertNoPayload() {
        assertThat(said.lines)
                .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain("4567.89", "456789"));
    }

    private static final class Said extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event);
        }
    }
}
