package io.tieout.query;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks any instance of any pair that was sent, and judges the answer by what was sent, what is committed, and what was
 * answered before.
 */
final class AnswerMonitor implements AutoCloseable {

    private static final int ASKERS = 6;
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** query.stale.after, and a second for this one's own reading of what is committed. */
    private static final Duration STALE_AFTER = Duration.ofSeconds(6);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PairLoad load;
    private final CommittedMatches truth;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<String> urls = new CopyOnWriteArrayList<>();
    private final List<Thread> askers = new ArrayList<>();
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger notYet = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger copies = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private volatile boolean open = true;

    AnswerMonitor(PairLoad load, CommittedMatches truth) {
        this.load = load;
        this.truth = truth;
        for (int asker = 0; asker < ASKERS; asker++) {
            var random = new Random(asker);
            var thread = new Thread(() -> ask(random), "asker-" + asker);
            askers.add(thread);
            thread.start();
        }
    }

    void ask(String url) {
        urls.add(url);
    }

    void forget(String url) {
        urls.remove(url);
    }

    int queries() {
        return queries.get();
    }

    int right() {
        return right.get();
    }

    Queue<String> violations() {
        return violations;
    }

    private void ask(Random random) {
        try {
            while (open) {
                int sent = load.sent();
                List<String> known = List.copyOf(urls);
                if (sent > 0 && !known.isEmpty()) {
                    int pair = truth.size() > 0 && random.nextInt(4) > 0
                            ? number(truth.any(random))
                            : random.nextInt(sent);
                    ask(known.get(random.nextInt(known.size())), pair, random.nextInt(4) == 0);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(String url, int pair, boolean trace) throws InterruptedException {
        boolean before = answered.contains(pair);
        long asked = System.nanoTime();
        boolean committed = truth.wasThere(id(pair), asked - STALE_AFTER.toNanos());
        String path = (trace ? "/trace/" : "/cases/card-capture/") + PairLoad.intent(pair);
        try {
            var request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            judge(pair, path, before, committed, http.send(request, BodyHandlers.ofString()));
        } catch (IOException dead) {
            away.incrementAndGet();
        }
    }

    private void judge(int pair, String path, boolean before, boolean committed, HttpResponse<String> answer)
            throws IOException {
        queries.incrementAndGet();
        switch (answer.statusCode()) {
            case 200 -> judge(pair, path, before, committed, JSON.readTree(answer.body()));
            case 404 -> {
                notYet.incrementAndGet();
                if (before || committed) {
                    violations.add(path + ": 404 after " + (before ? "it was answered" : "it was committed"));
                }
            }
            case 503 -> {
                later.incrementAndGet();
                if (answer.headers().firstValue("Retry-After").isEmpty()) {
                    violations.add(path + ": 503 without Retry-After");
                }
            }
            default -> violations.add(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private void judge(int pair, String path, boolean before, boolean committed, JsonNode answer) {
        boolean marked = answer.path("stale").asBoolean(true);
        stale.addAndGet(marked ? 1 : 0);
        for (JsonNode one : answer.path("answered_by")) {
            if (one.path("copy").asBoolean()) {
                copies.incrementAndGet();
                break;
            }
        }
        List<JsonNode> matches = new ArrayList<>();
        answer.path("matches").forEach(matches::add);
        answer.path("steps").forEach(step -> {
            if (step.path("kind").asText().equals("match")) {
                matches.add(step.path("record"));
            }
        });
        if (matches.isEmpty()) {
            if (!marked && (before || committed)) {
                violations.add(
                        path + ": no match after " + (before ? "it was answered: " : "it was committed: ") + answer);
            }
            notYet.incrementAndGet();
            return;
        }
        JsonNode match = matches.get(0);
        List<String> entries = new ArrayList<>();
        match.path("entries")
                .forEach(entry -> entries.add(entry.path("entry_id").asText()));
        boolean asSent = matches.size() == 1
                && match.path("match_id").asText().equals(id(pair))
                && match.path("status").asText().equals("MATCHED")
                && match.path("version").asInt() == 1
                && match.path("amount").path("minor").asLong() == PairLoad.amount(pair)
                && entries.size() == 2
                && entries.contains("stripe/acct_books/charge/ch_b" + pair)
                && entries.contains("stripe/acct_provider/charge/ch_p" + pair);
        if (!asSent) {
            violations.add(path + ": not what was sent: " + answer);
        }
        answered.add(pair);
        right.incrementAndGet();
    }

    private static int number(String matchId) {
        return Integer.parseInt(matchId.substring(id(0).length() - 1));
    }

    private static String id(int pair) {
        return "card-capture|" + PairLoad.intent(pair);
    }

    /** Now that all is quiet, some of every thousand pairs are asked for: each is answered. */
    void everyPairIsAnswered(String url) throws InterruptedException {
        open = false;
        for (Thread asker : askers) {
            asker.join();
        }
        for (int pair = 0; pair < load.sent(); pair += 97) {
            int asked = pair;
            await("pair " + pair).atMost(Duration.ofMinutes(2)).until(() -> {
                ask(url, asked, false);
                return answered.contains(asked);
            });
        }
    }

    @Override
    public String toString() {
        return truth.size() + " of " + load.sent() + " pairs matched; " + queries + " queries: " + right
                + " with the match, " + notYet + " before it, " + later + " times 503; "
                + stale + " marked stale, " + copies + " from copies; " + away + " times the instance was away; "
                + violations.size() + " wrong";
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        for (Thread asker : askers) {
            asker.join();
        }
    }
}
