package io.tieout.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tieout.connect.stripe.StripeEventSourceConnector;
import io.tieout.doctor.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectCheckTest {

    private HttpServer worker;
    private String connectors = "{}";

    @BeforeEach
    void startWorker() throws IOException {
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/", exchange -> {
            var root = exchange.getRequestURI().getPath().equals("/");
            var body = (root ? "{\"version\": \"4.3.1\"}" : connectors).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        worker.start();
    }

    @AfterEach
    void stopWorker() {
        worker.stop(0);
    }

    @Test
    void findsThePollerUnderAnyName() {
        connectors = "{" + connector("payments-in", "io.tieout.connect.stripe.StripeEventSourceConnector", "acct_1")
                + "," + connector("elsewhere", "org.example.Other", "acct_1") + "}";

        assertThat(look())
                .allMatch(finding -> finding.level() == Level.OK)
                .extracting(Finding::what)
                .contains("Connector payments-in runs.", "Task 0 of payments-in runs.");
    }

    @Test
    void aPollerOfAnotherAccountIsNone() {
        connectors =
                "{" + connector("tieout-stripe", "io.tieout.connect.stripe.StripeEventSourceConnector", "acct_2") + "}";

        assertThat(look()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.what()).isEqualTo("No connector polls Stripe account acct_1.");
            assertThat(finding.mend()).contains("connect/config/sources/stripe.json");
        });
    }

    /** Only the worker knows what stands behind a reference; whether it is ours, coverage tells. */
    @Test
    void anAccountByReferenceMayBeOurs() {
        connectors = "{" + connector("p", "StripeEventSource", "${env:STRIPE_ACCOUNT}") + "}";

        assertThat(look()).extracting(Finding::what).contains("Connector p runs.");
    }

    @Test
    void twoPollersOfOneAccountAreTooMany() {
        connectors = "{" + connector("a", "StripeEventSourceConnector", "acct_1") + ","
                + connector("b", "StripeEventSourceConnector", "acct_1") + "}";

        assertThat(look())
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("polled by a and b"));
    }

    @Test
    void findsTheConnectorThatTakesStatementFiles() {
        assertThat(lookForFolder()).extracting(Finding::level).contains(Level.FAIL);

        connectors = "{"
                + connector("files", "io.tieout.connect.bank.folder.BankFolderSourceConnector", "none")
                        .replace("\"stripe.account\": \"none\"", "\"bank.folder\": \"/statements\"")
                + "}";

        assertThat(lookForFolder())
                .allMatch(finding -> finding.level() == Level.OK)
                .extracting(Finding::what)
                .contains("Task 0 of files runs.");
    }

    @Test
    void aSinkOfTablesThatFailedIsSaidAndOneThatIsLackingToo() {
        assertThat(lookForTables()).extracting(Finding::what).anyMatch(what -> what.contains("No connector writes"));

        connectors = """
                {"sink": {"info": {"config": {"transforms.flatten.type": "io.tieout.connect.bi.FlattenOutcome"}},
                 "status": {"connector": {"state": "RUNNING"}, "tasks": [{"id": 0, "state": "FAILED", "trace": "org.apache.kafka.connect.errors.ConnectException: Exiting\\n\\tat a.B(C:1)\\nCaused by: java.sql.SQLException: gone\\n\\tat d.E(F:2)"}]}}}""";

        assertThat(lookForTables())
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .extracting(Finding::what)
                .containsExactly("Task 0 of sink is FAILED: java.sql.SQLException: gone");
    }

    private List<Finding> lookForTables() {
        return new ConnectCheck("http://127.0.0.1:" + worker.getAddress().getPort(), List.of(), Optional.empty(), true)
                .look();
    }

    private List<Finding> lookForFolder() {
        return new ConnectCheck(
                        "http://127.0.0.1:" + worker.getAddress().getPort(),
                        List.of(),
                        Optional.of("/statements"),
                        false)
                .look();
    }

    private List<Finding> look() {
        return new ConnectCheck(
                        "http://127.0.0.1:" + worker.getAddress().getPort() + "/",
                        List.of(new PolledAccount(
                                "Stripe",
                                StripeEventSourceConnector.class,
                                "acct_1",
                                "stripe.account",
                                "stripe.api.key",
                                "connect/config/sources/stripe.json")))
                .look();
    }

    private static String connector(String name, String type, String account) {
        return """
                "%s": {"info": {"config": {"connector.class": "%s", "stripe.account": "%s"}},
                 "status": {"connector": {"state": "RUNNING"}, "tasks": [{"id": 0, "state": "RUNNING"}]}}""".formatted(name, type, account);
    }
}
