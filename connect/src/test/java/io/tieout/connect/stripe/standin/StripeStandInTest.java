package io.tieout.connect.stripe.standin;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeStandInTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private volatile Instant now = START.plusSeconds(86_400);
    private final InstantSource clock = () -> now;
    private final StripeStandIn stripe = new StripeStandIn(clock);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        stripe.close();
    }

    @Test
    void pagesBackwardsThroughAllNewestFirst() throws Exception {
        var random = new Random(3);
        for (int i = 0; i < 257; i++) {
            add("evt_" + i, random.nextInt(40), i % 2 == 0 ? "a.b" : "c.d");
        }
        var paged = new ArrayList<String>();
        var query = "limit=10";
        for (var page = list(query); ; page = list(query + "&starting_after=" + paged.get(paged.size() - 1))) {
            paged.addAll(ids(page));
            if (!page.get("has_more").asBoolean()) {
                break;
            }
        }
        assertThat(paged).hasSize(257).doesNotHaveDuplicates();
        assertThat(createdOf(paged)).isSortedAccordingTo(Collections.reverseOrder());

        var forward = ids(list("limit=7&ending_before=" + paged.get(20)));
        assertThat(forward).isEqualTo(paged.subList(13, 20));
    }

    @Test
    void selectsByTimeAndType() throws Exception {
        IntStream.range(0, 10).forEach(i -> add("evt_" + i, i, i % 2 == 0 ? "even" : "odd"));
        assertThat(ids(list("created%5Bgte%5D=" + at(3) + "&created%5Blt%5D=" + at(6))))
                .containsExactly("evt_5", "evt_4", "evt_3");
        assertThat(ids(list(
                        "created[gt]=".replace("[", "%5B").replace("]", "%5D") + at(3) + "&created%5Blte%5D=" + at(6))))
                .containsExactly("evt_6", "evt_5", "evt_4");
        assertThat(ids(list("created=" + at(4)))).containsExactly("evt_4");
        assertThat(ids(list("type=odd&limit=2"))).containsExactly("evt_9", "evt_7");
        assertThat(ids(list("types%5B%5D=odd&types%5B%5D=even&limit=2"))).containsExactly("evt_9", "evt_8");
    }

    @Test
    void tellsTheTimeOfItsClockAndHidesWhatIsNotYetVisible() throws Exception {
        stripe.add(event("evt_1", 0, "a.b"), START, now.plusSeconds(10));
        add("evt_future", 2 * 86_400, "a.b");
        var early = get("limit=1", stripe.apiKey());
        assertThat(early.headers().firstValue("Date")).contains("Mon, 02 Mar 2026 00:00:00 GMT");
        assertThat(ids(list("limit=10"))).isEmpty();

        now = now.plusSeconds(10);
        assertThat(ids(list("limit=10"))).containsExactly("evt_1");
        now = START.plus(Duration.ofDays(30)).plusSeconds(1);
        assertThat(ids(list("limit=10"))).containsExactly("evt_future");
    }

    @Test
    void refusesAsStripeDoes() throws Exception {
        assertThat(get("limit=1", "sk_live_other").statusCode()).isEqualTo(401);
        for (var query : List.of(
                "limit=0",
                "limit=101",
                "limit=x",
                "starting_after=evt_unknown",
                "created%5Blt%5D=now",
                "colour=red",
                "starting_after=a&ending_before=b")) {
            var answer = get(query, stripe.apiKey());
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(new ObjectMapper()
                            .readTree(answer.body())
                            .at("/error/type")
                            .asText())
                    .isEqualTo("invalid_request_error");
        }
        stripe.failNext(1, 429, Duration.ofSeconds(3));
        var busy = get("limit=1", stripe.apiKey());
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("Retry-After")).contains("3");
        stripe.failNext(1, 500);
        assertThat(get("limit=1", stripe.apiKey()).statusCode()).isEqualTo(500);
        assertThat(get("limit=1", stripe.apiKey()).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> {
                    add("evt_1", 1, "a.b");
                    add("evt_1", 2, "a.b");
                })
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAPageFromTheMiddleOfAHundredThousandWithoutLookingAtTheRest() throws Exception {
        IntStream.range(0, 100_000).forEach(i -> add("evt_" + i, i / 2, "a.b"));
        now = START.plusSeconds(60_000);
        list("limit=100");
        long began = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            assertThat(ids(list("limit=100&starting_after=evt_" + (50_000 + i))))
                    .hasSize(100);
        }
        // Sorting or scanning 100,000 events each time would take far longer.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    private void add(String id, int second, String type) {
        stripe.add(event(id, second, type), START.plusSeconds(second));
    }

    private static String event(String id, int second, String type) {
        return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"created\":" + at(second) + "}";
    }

    private static long at(int second) {
        return START.plusSeconds(second).getEpochSecond();
    }

    private List<Long> createdOf(List<String> ids) throws Exception {
        var created = new ArrayList<Long>();
        for (var page = list("limit=100"); ; page = list("limit=100&starting_after=" + ids.get(created.size() - 1))) {
            page.get("data").forEach(event -> created.add(event.get("created").asLong()));
            if (!page.get("has_more").asBoolean()) {
                return created;
            }
        }
    }

    private static List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.get("data").forEach(event -> ids.add(event.get("id").asText()));
        return ids;
    }

    private JsonNode list(String query) throws Exception {
        var answer = get(query, stripe.apiKey());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String query, String key) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stripe.url() + "/v1/events?" + query))
                .header("Authorization", "Bearer " + key)
                .build();
        return http.send(request, ofString());
    }
}
