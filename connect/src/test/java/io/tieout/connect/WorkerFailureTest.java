package io.tieout.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerFailureTest {

    @Test
    void whatWasThrownSaysMoreThanWhatItRestsOn() {
        assertThat(WorkerFailure.reason("""
                org.apache.kafka.connect.errors.ConnectException: Stripe refuses the API key. Set stripe.api.key.
                \tat a.B(C:1)
                Caused by: java.io.IOException: 401
                """))
                .isEqualTo(
                        "org.apache.kafka.connect.errors.ConnectException: Stripe refuses the API key. Set stripe.api.key.");
    }

    @Test
    void whatTheWorkerPutsAroundItIsPassedOver() {
        assertThat(WorkerFailure.reason("""
                org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.
                \tat a.B(C:1)
                Caused by: org.apache.kafka.connect.errors.ConnectException: JDBC sink connector failure
                \t... 10 more
                Caused by: org.postgresql.util.PSQLException: FATAL: database "tieout_bi" does not exist
                """))
                .isEqualTo("org.postgresql.util.PSQLException: FATAL: database \"tieout_bi\" does not exist");
        assertThat(WorkerFailure.reason("x.ConnectException: Exiting")).isEqualTo("x.ConnectException: Exiting");
    }

    @Test
    void aTraceThatIsLackingIsSaidToBe() {
        assertThat(WorkerFailure.reason("")).isEqualTo("no reason given");
    }
}
