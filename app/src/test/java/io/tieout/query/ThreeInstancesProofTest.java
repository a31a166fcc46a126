package io.tieout.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.parts.Contracts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three instances, each a process of {@code tieout run}, under load; three times one is killed with -9 and a new one is
 * added. All the while questions are asked, of any of them: each answer must be right, marked stale, or 503. In the end
 * nothing is lost and nothing was matched twice.
 *
 * <p>It takes five minutes, so it is no part of the gate: {@code topology-docs/scaling.md} says how to run it.
 * {@code tieout.proof.rate} is entries a second, {@code tieout.proof.queries} the least number of queries.
 */
@EnabledIfSystemProperty(named = "tieout.proof", matches = "instances")
class ThreeInstancesProofTest {

    private static final int RATE = Integer.getInteger("tieout.proof.rate", 1_000);
    private static final int QUERIES = Integer.getInteger("tieout.proof.queries", 10_000);
    private static final int KILLS = 3;

    private static final String POLICY = """
            policy: card-capture
            version: 2
            title: What one account captured, the other did too
            owner: finance-operations
            sides:
              books: {source: stripe, account: acct_books, object: charge, stage: CAPTURED, key: PAYMENT_INTENT}
              provider: {source: stripe, account: acct_provider, object: charge, stage: CAPTURED, key: PAYMENT_INTENT}
            shape: pair
            agree: books.amount = provider.amount
            window: 24h
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """;

    @Test
    void everyAnswerIsRightMarkedStaleOr503AndNothingIsLostOrMatchedTwice(@TempDir Path directory) throws Exception {
        var options = LocalOptions.throwAway(directory.resolve("stack"))
                .without(Part.POSTGRES)
                .without(Part.CONNECT);
        Files.createDirectories(directory.resolve("policies"));
        Files.writeString(directory.resolve("policies/card-capture.yaml"), POLICY);
        var running = new TreeMap<Integer, RunningInstance>();
        try (var stack = LocalStack.start(options)) {
            Map<String, String> common = common(stack, directory);
            makeTopics(common);
            try {
                int next = 1;
                while (next <= 3) {
                    running.put(next, RunningInstance.start(directory, common, next));
                    next++;
                }
                running.values().forEach(RunningInstance::awaitReady);
                try (var load = new PairLoad(stack.bootstrapServers(), RATE);
                        var truth = new CommittedMatches(stack.bootstrapServers());
                        var monitor = new AnswerMonitor(load, truth)) {
                    running.values().forEach(one -> monitor.ask(one.url()));
                    var random = new Random(7);
                    for (int kill = 0; kill < KILLS; kill++) {
                        goOn(monitor, (kill + 1) * QUERIES / (KILLS + 2));
                        var ids = new ArrayList<>(running.keySet());
                        RunningInstance killed = running.remove(ids.get(random.nextInt(ids.size())));
                        killed.kill();
                        // Nobody knows yet: what it held is answered from copies, or by 503.
                        System.out.println("killed instance " + killed.id() + ": " + monitor);
                        var added = RunningInstance.start(directory, common, next);
                        running.put(next, added);
                        next++;
                        added.awaitReady();
                        monitor.forget(killed.url());
                        monitor.ask(added.url());
                        System.out.println("added instance " + added.id() + ": " + monitor);
                    }
                    goOn(monitor, QUERIES);
                    load.stop();
                    System.out.println("sent " + 2 * load.sent() + " entries, " + load.perSecond() + " a second");
                    await("every pair is matched")
                            .atMost(Duration.ofMinutes(5))
                            .until(() -> truth.size() >= load.sent());
                    monitor.everyPairIsAnswered(
                            running.values().iterator().next().url());
                    System.out.println(monitor);
                    assertThat(monitor.violations()).isEmpty();
                    assertThat(truth.saidTwice()).isEmpty();
                    assertThat(truth.exceptions()).isZero();
                    assertThat(truth.size()).isEqualTo(load.sent());
                    assertThat(monitor.right()).as("answers that were right").isGreaterThan(QUERIES / 10);
                }
                for (RunningInstance one : running.values()) {
                    assertThat(one.stop()).as("an orderly stop").isLessThan(Duration.ofSeconds(20));
                }
            } finally {
                running.values().forEach(RunningInstance::kill);
            }
        }
    }

    private static void goOn(AnswerMonitor monitor, int queries) {
        await("queries").atMost(Duration.ofMinutes(10)).until(() -> monitor.queries() >= queries);
    }

    private static Map<String, String> common(LocalStack stack, Path directory) {
        var common = new TreeMap<String, String>();
        common.put("kafka.bootstrap.servers", stack.bootstrapServers());
        common.put("schema.registry.url", stack.registryUrl());
        common.put("policies.dir", directory.resolve("policies").toString());
        common.put("raw.partitions", "4");
        common.put("matching.partitions", "6");
        common.put("application.standby.replicas", "1");
        common.put("kafka.main.consumer.session.timeout.ms", "6000");
        common.put("kafka.main.consumer.heartbeat.interval.ms", "1000");
        // The dead do not come back here: what they had open is to be ended soon.
        common.put("kafka.producer.transaction.timeout.ms", "10000");
        return common;
    }

    private static void makeTopics(Map<String, String> common) throws Exception {
        var given = new ArrayList<GivenSetting>();
        common.forEach((name, value) -> given.add(new GivenSetting(name, value, "test")));
        var settings = Settings.of(List.copyOf(given));
        Contracts.establish(settings);
        try (var admin = Admin.create(settings.adminProperties())) {
            assertThat(admin.listTopics().names().get()).contains("stripe.event");
        }
    }
}
