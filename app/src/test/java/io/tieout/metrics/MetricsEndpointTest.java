package io.tieout.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.metrics.Vital.Condition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {

    private final Meters meters = new Meters();
    private final Health health = new Health();
    private final MetricsEndpoint endpoint = MetricsEndpoint.start("127.0.0.1", 0, meters, health);

    @AfterEach
    void stop() {
        endpoint.close();
        meters.close();
    }

    @Test
    void tellsRestoringFromDead() throws Exception {
        assertThat(answer("/health").statusCode()).as("just started").isEqualTo(200);
        assertThat(answer("/ready").statusCode()).as("just started").isEqualTo(503);

        var application = new AtomicReference<>(new Vital("application", Condition.BUSY, "restoring", "3 stores"));
        health.watch(application::get);
        health.watch(() -> new Vital("receiver", Condition.READY, "receiving", ""));

        assertThat(answer("/health").statusCode()).isEqualTo(200);
        var busy = answer("/ready");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).isPresent();
        assertThat(busy.body())
                .isEqualTo("{\"status\":\"busy\",\"parts\":[{\"part\":\"application\",\"status\":\"busy\",\"state\":"
                        + "\"restoring\",\"detail\":\"3 stores\"},{\"part\":\"receiver\",\"status\":\"ready\",\"state\":"
                        + "\"receiving\"}]}");

        application.set(new Vital("application", Condition.READY, "running", ""));
        assertThat(answer("/ready").statusCode()).isEqualTo(200);

        application.set(new Vital("application", Condition.DEAD, "failed", ""));
        assertThat(answer("/health").statusCode()).isEqualTo(503);
        assertThat(answer("/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void servesMetersAsText() throws Exception {
        Figures.counter(meters, "tieout.webhook.deliveries", "Deliveries.", () -> 3, "outcome", "stored");
        System.gc();

        var metrics = answer("/metrics");

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("tieout_webhook_deliveries_total{outcome=\"stored\"} 3.0", "jvm_memory_used_bytes{");
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(answer("/").statusCode()).isEqualTo(404);
        var post = HttpRequest.newBuilder(URI.create(endpoint.url() + "/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(send(post).statusCode()).isEqualTo(405);
    }

    @Test
    void saysWhatToDoWhenThePortIsTaken() {
        int port = URI.create(endpoint.url()).getPort();

        assertThatThrownBy(() -> MetricsEndpoint.start("127.0.0.1", port, meters, health))
                .isInstanceOf(MetricsEndpointException.class)
                .hasMessageContaining("Set metrics.port");
    }

    private HttpResponse<String> answer(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(endpoint.url() + path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
