package io.tieout.matching.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Clues;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Version;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bank lines against ledger entries of known truth, where {@code ../shared} holds them: precision comes first,
 * for a wrong match costs more than a missed one.
 */
class BankMatchingDataTest {

    private static final Path DATA =
            Path.of(System.getProperty("tieout.shared", "../../shared"), "datasets", "bank-matching");
    private static final Policy POLICY = PoolPolicies.bankLines();
    private static final AccountId BANK = new AccountId("bank", "main");
    private static final AccountId BOOKS = new AccountId("odoo", "books");

    @ParameterizedTest
    @CsvSource({"easy-1000.json, 0.95", "medium-1000.json, 0.90"})
    void pairsAreFoundWithoutGuessing(String file, double recall) throws IOException {
        assumeTrue(Files.exists(DATA.resolve(file)), "no " + file + " beside the repository: not tried");
        JsonNode data = new ObjectMapper().readTree(DATA.resolve(file).toFile());

        Result result = match(data, 1);
        Result otherwise = match(data, 2);

        Set<Set<String>> truth = truth(data.get("ground_truth"));
        report(file, data, result, truth);
        assertThat(otherwise).as("in another order of arrival").isEqualTo(result);
        assertThat(precision(result.pairs, truth)).isGreaterThanOrEqualTo(0.999);
        assertThat(recall(result.pairs, truth)).isGreaterThanOrEqualTo(recall);
    }

    /** @param pairs bank line and ledger entry; @param mismatches named by an exception; @param offsets netted */
    private record Result(
            Set<Set<String>> pairs, Set<Set<String>> mismatches, Set<Set<String>> offsets, Map<String, Reason> open) {}

    private static Result match(JsonNode data, long seed) {
        var matcher = new PoolMatcher(POLICY);
        var pool = new HeldPool();
        Coverage silent = Coverage.of(Set.of(BANK, BOOKS), Set.of());
        var arrivals = new ArrayList<Arrival>();
        data.get("bank_transactions").forEach(line -> arrivals.add(arrival("bank", BANK, "line", line)));
        data.get("gl_entries").forEach(line -> arrivals.add(arrival("books", BOOKS, "item", line)));
        Collections.shuffle(arrivals, new Random(seed));
        var outcomes = new ArrayList<Outcome>();
        arrivals.forEach(
                one -> outcomes.addAll(matcher.arrive(pool, one, silent).outcomes()));
        Coverage end = silent.with(BANK, new Interval(null, Instant.parse("2030-01-01T00:00:00Z")))
                .with(BOOKS, new Interval(null, Instant.parse("2030-01-01T00:00:00Z")));
        for (EntryId due : pool.due(PoolStore.Queue.WAITING, Instant.MAX, Integer.MAX_VALUE)) {
            outcomes.addAll(matcher.expire(pool, due, end).outcomes());
        }
        return result(pool);
    }

    private static Result result(HeldPool pool) {
        var result = new Result(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
        for (Item item : pool.items()) {
            Option chosen = item.chosen();
            if (chosen != null && chosen.anchor().equals(item.id())) {
                for (EntryId other :
                        chosen.members().subList(1, chosen.members().size())) {
                    Set<String> pair = Set.of(item.id().id(), other.id());
                    switch (chosen.kind()) {
                        case PAIR, SUM -> result.pairs.add(pair);
                        case MISMATCH -> result.mismatches.add(pair);
                        case OFFSET -> result.offsets.add(pair);
                    }
                }
            }
            Item.Trouble trouble = item.finding();
            if (trouble != null) {
                result.open.put(item.id().id(), trouble.reason());
            }
        }
        return result;
    }

    private static Arrival arrival(String side, AccountId account, String object, JsonNode line) {
        Instant at = LocalDate.parse(line.get("date").asText())
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        long minor =
                new BigDecimal(line.get("amount").asText()).movePointRight(2).longValueExact();
        List<Reference> references = line.has("ref")
                ? List.of(new Reference("DOCUMENT", line.get("ref").asText()))
                : List.of();
        EntryId id = new EntryId(
                account.source(), account.account(), object, line.get("id").asText());
        Member member = new Member(
                id, side, new Version(1, 0, 1), new Money(minor, "USD"), at, at, at, null, null, null, false);
        return new Arrival.Placement(
                POLICY.name(),
                "USD",
                member,
                null,
                null,
                new Clues(references, null, line.get("description").asText()));
    }

    private static Set<Set<String>> truth(JsonNode truth) {
        var pairs = new HashSet<Set<String>>();
        truth.get("matches_1to1")
                .forEach(one -> pairs.add(
                        Set.of(one.get("bank_id").asText(), one.get("gl_id").asText())));
        truth.get("matches_many_to_one")
                .forEach(one -> one.get("gl_ids")
                        .forEach(id -> pairs.add(Set.of(one.get("bank_id").asText(), id.asText()))));
        return pairs;
    }

    private static double precision(Set<Set<String>> found, Set<Set<String>> truth) {
        return found.stream().filter(truth::contains).count() / (double) found.size();
    }

    private static double recall(Set<Set<String>> found, Set<Set<String>> truth) {
        return truth.stream().filter(found::contains).count() / (double) truth.size();
    }

    private static void report(String file, JsonNode data, Result result, Set<Set<String>> truth) {
        var mismatches = new HashSet<Set<String>>();
        data.get("ground_truth")
                .get("matches_amount_mismatch")
                .forEach(one -> mismatches.add(
                        Set.of(one.get("bank_id").asText(), one.get("gl_id").asText())));
        var offsets = new HashSet<Set<String>>();
        data.get("ground_truth").get("offsetting_gl_pairs").forEach(one -> {
            var ids = new HashSet<String>();
            one.get("gl_ids").forEach(id -> ids.add(id.asText()));
            offsets.add(ids);
        });
        System.out.printf(
                "%s: precision %.4f, recall %.4f of %d pairs; mismatches: precision %.3f, recall %.3f of %d; offsets:"
                        + " precision %.3f, recall %.3f of %d%n",
                file,
                precision(result.pairs, truth),
                recall(result.pairs, truth),
                truth.size(),
                precision(result.mismatches, mismatches),
                recall(result.mismatches, mismatches),
                mismatches.size(),
                precision(result.offsets, offsets),
                recall(result.offsets, offsets),
                offsets.size());
        if (!Boolean.getBoolean("tieout.data.misses")) {
            return;
        }
        Map<String, JsonNode> lines = new HashMap<>();
        data.get("bank_transactions").forEach(line -> lines.put(line.get("id").asText(), line));
        data.get("gl_entries").forEach(line -> lines.put(line.get("id").asText(), line));
        print("wrong", result.pairs, truth, lines, result.open);
        print("missed", truth, result.pairs, lines, result.open);
        print("wrong mismatch", result.mismatches, mismatches, lines, result.open);
        print("missed mismatch", mismatches, result.mismatches, lines, result.open);
        print("missed offset", offsets, result.offsets, lines, result.open);
    }

    private static void print(
            String what,
            Set<Set<String>> some,
            Set<Set<String>> others,
            Map<String, JsonNode> lines,
            Map<String, Reason> open) {
        for (Set<String> pair : some) {
            if (!others.contains(pair)) {
                System.out.println(what);
                pair.forEach(id -> System.out.println("    " + open.get(id) + " " + lines.get(id)));
            }
        }
    }
}
