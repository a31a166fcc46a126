package io.tieout.doctor;

import io.tieout.config.DurationText;
import io.tieout.connect.WholeTopic;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.matching.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Up to when each expected account is heard, by what the application says of it: the proof that source, capture or
 * poller, Kafka and application work together.
 */
public final class CoverageCheck implements Check {

    /** Where the application says it. */
    public static final String TOPIC = "recon.coverage.v1";

    private static final String PART = "coverage";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> kafka;
    private final RegistryConfig registry;
    private final Collection<AccountId> expected;
    private final Function<AccountId, Duration> staleAfter;
    private final Predicate<AccountId> pushedOnly;
    private final InstantSource clock;

    /**
     * @param kafka opens a consumer of committed records in no group
     * @param staleAfter how far this account may fall behind the clock
     * @param pushedOnly whether nobody states the coverage of this account
     */
    public CoverageCheck(
            Supplier<Consumer<byte[], byte[]>> kafka,
            RegistryConfig registry,
            Collection<AccountId> expected,
            Function<AccountId, Duration> staleAfter,
            Predicate<AccountId> pushedOnly,
            InstantSource clock) {
        this.kafka = kafka;
        this.registry = registry.withPatience(Duration.ZERO);
        this.expected = new TreeSet<>(expected);
        this.staleAfter = staleAfter;
        this.pushedOnly = pushedOnly;
        this.clock = clock;
    }

    /**
     * What the application last said of an account.
     *
     * @param to up to when it is heard; null when it never was
     * @param stale the application waited for longer than it may
     */
    private record Heard(@Nullable Instant to, boolean stale) {}

    @Override
    public List<Finding> look() {
        try {
            var heard = heard();
            return expected.stream()
                    .map(account -> look(account, Optional.ofNullable(heard.get(account.toString()))))
                    .toList();
        } catch (KafkaException silence) {
            return List.of(Finding.unreachable(
                    PART,
                    TOPIC + " cannot be read: " + silence.getMessage(),
                    "Mend what is said of kafka and registry first."));
        }
    }

    private Map<String, Heard> heard() {
        var heard = new HashMap<String, Heard>();
        try (var client = new RegistryClient(registry);
                var reader = AvroDeserializer.generic(client);
                var consumer = kafka.get()) {
            WholeTopic.read(consumer, TOPIC, PATIENCE, record -> {
                GenericRecord report = reader.deserialize(TOPIC, record.value());
                // Those of a matching partition hold its totals; those of the intake say what was heard.
                if (report != null && report.get("partition") == null) {
                    heard.put(report.get("source") + "/" + report.get("account"), heard(report));
                }
            });
        }
        return heard;
    }

    private static Heard heard(GenericRecord report) {
        return new Heard(
                report.get("covered_to") instanceof Long to ? Instant.ofEpochMilli(to) : null,
                Boolean.TRUE.equals(report.get("stale")));
    }

    private Finding look(AccountId account, Optional<Heard> heard) {
        Instant to = heard.map(Heard::to).orElse(null);
        if (to == null && pushedOnly.test(account)) {
            return Finding.warn(
                    PART,
                    account + " is heard by webhooks alone, which cannot say that none is lacking: what it states is"
                            + " matched, and nothing of it is ever reported missing.",
                    "Nothing is broken. What the books lack is reported; for what the provider lacks compare its own"
                            + " report at the end of the day.");
        }
        if (to == null) {
            var what = account + " was never heard: its missing sides wait, and none is reported.";
            return heard.filter(Heard::stale).isPresent()
                    ? Finding.fail(PART, what, mend(account))
                    : Finding.warn(PART, what, mend(account));
        }
        var behind = Duration.between(to, clock.instant());
        var what = account + " is heard up to " + to + " (" + ago(behind) + ")";
        var allowed = staleAfter.apply(account);
        return behind.compareTo(allowed) <= 0
                ? Finding.ok(PART, what + ".")
                : Finding.fail(
                        PART,
                        what + ", more than " + DurationText.of(allowed)
                                + " ago (stale.after): missing sides since then wait.",
                        mend(account));
    }

    /** Worked examples: {@code 12 s ago}, {@code 42 min ago}, {@code 3 h ago}. */
    private static String ago(Duration behind) {
        if (behind.toSeconds() < 120) {
            return Math.max(0, behind.toSeconds()) + " s ago";
        }
        return behind.toMinutes() < 120
                ? behind.toMinutes() + " min ago"
                : behind.toHours() < 48 ? behind.toHours() + " h ago" : behind.toDays() + " days ago";
    }

    private static String mend(AccountId account) {
        var source = switch (account.source()) {
            case "odoo" ->
                "`tieout capture` must run with odoo.account=" + account.account()
                        + " (`tieout up` does it too); `tieout odoo check` says what its database lacks.";
            case "stripe" ->
                "The poller must run with stripe.account=" + account.account()
                        + ": connect/config/sources/stripe.json, as topology-docs/deploying.md says.";
            case "paypal" ->
                "The poller must run with paypal.account=" + account.account()
                        + ": connect/config/sources/paypal.json, as topology-docs/deploying.md says.";
            case "shopify_payments" ->
                "The poller must run with shopify.account=" + account.account()
                        + ": connect/config/sources/shopify.json, as topology-docs/deploying.md says.";
            case "bank" ->
                "Its statement files must come into bank.folder, and the connector that takes them must run; look into"
                        + " quarantine/ there, and for STATEMENT_GAP among the exceptions.";
            default -> "Whoever states the coverage of " + account + " must run.";
        };
        return "The application must run: `tieout run`, or `tieout up`.\n" + source;
    }
}
