package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DamagedMemoryTest {

    private final Flow flow = new Flow();
    private final OdooLog odoo = new OdooLog(flow);

    @AfterEach
    void close() {
        flow.close();
    }

    @Test
    void damagedStateStopsTheApplicationAndMakesNoDeadLetters() {
        flow.<byte[]>store(Stores.MEMORY)
                .put("odoo/shop|row/payment_transaction/1", "garbage".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> odoo.commits(
                        "2026-03-02T12:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T12:00:00Z")))
                .hasStackTraceContaining(
                        "What the intake keeps under odoo/shop|row/payment_transaction/1 cannot be read");
        assertThat(flow.deadLetters()).isEmpty();
    }
}
