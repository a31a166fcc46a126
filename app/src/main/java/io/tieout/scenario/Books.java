package io.tieout.scenario;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.AccountId;
import io.tieout.matching.Interval;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.topology.OfflineFlow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the sources of a scenario state: understands the sentences that are given, and feeds what they say.
 *
 * <p>The order of sentences is the order in which they are read; the time of a sentence is when its source stated it. What a
 * later sentence about the same object does not mention stays as it was.
 */
final class Books {

    /** The account of a side that names none. */
    private static final String MAIN = "main";

    private static final Set<String> OPTIONS = Set.of(
            "for",
            "dated",
            "due",
            "as",
            "with",
            "measure",
            "text",
            "counterparty",
            "company",
            "cancelled",
            "deleted",
            "without",
            "version");

    private final List<Policy> policies;
    private final OfflineFlow flow;
    private final Set<AccountId> accounts;
    private final Map<String, ObjectNode> known = new HashMap<>();
    private LocalDate today = LocalDate.EPOCH;

    Books(List<Policy> policies, OfflineFlow flow, Set<AccountId> accounts) {
        this.policies = policies;
        this.flow = flow;
        this.accounts = new TreeSet<>(accounts);
    }

    /** The accounts that would fill the sides of these policies. */
    static Set<AccountId> accounts(List<Policy> policies) {
        var accounts = new TreeSet<AccountId>();
        policies.forEach(policy -> policy.sides().forEach(side -> accounts.add(account(side))));
        return accounts;
    }

    private static AccountId account(Side side) {
        String account = side.account();
        return new AccountId(side.source(), account == null ? MAIN : account);
    }

    void tell(String sentence) {
        var words = new Words(sentence);
        if (!words.startsWithTime()) {
            throw new ScenarioFault(
                    "\"" + words.sentence() + "\" begins with no time; write for example 2026-03-01 10:00"
                            + " books tx_1: 45.00 EUR for pi_1, or 10:00 for the same day");
        }
        Instant at = words.time(today);
        today = at.atZone(ZoneOffset.UTC).toLocalDate();
        if (!words.has()) {
            return;
        }
        if (words.accept("everybody")) {
            heard(words, List.copyOf(accounts), at);
        } else if (words.accept("clock")) {
            words.end();
            flow.clock(at);
        } else {
            sided(words, at);
        }
    }

    private void heard(Words words, List<AccountId> who, Instant to) {
        if (!words.accept("heard")) {
            throw words.unknown("word for what everybody does", List.of("heard"));
        }
        Instant from = words.accept("from") ? words.time(today) : null;
        words.end();
        if (from != null && from.isAfter(to)) {
            throw new ScenarioFault("\"" + words.sentence() + "\": " + from + " is after " + to);
        }
        who.forEach(account -> flow.coverage(account, new Interval(from, to)));
    }

    private void sided(Words words, Instant at) {
        Side side = side(words);
        String[] named = words.next("a side").split("@", 2);
        AccountId account = named.length == 2 ? new AccountId(side.source(), named[1]) : account(side);
        accounts.add(account);
        if (words.peek().equals("heard")) {
            heard(words, List.of(account), at);
        } else {
            state(words, side, account, at);
        }
    }

    /** {@code books}, or {@code card-refund.books} where several policies have such a side. */
    private Side side(Words words) {
        String name = words.peek().split("@", 2)[0];
        var names = new ArrayList<String>();
        for (Policy policy : policies) {
            for (Side side : policy.sides()) {
                if (name.equals(side.name()) || name.equals(policy.name() + "." + side.name())) {
                    return side;
                }
                names.add(side.name());
            }
        }
        names.addAll(List.of("everybody", "clock"));
        throw words.unknown("side of the policy", names.stream().distinct().toList());
    }

    private void state(Words words, Side side, AccountId account, Instant at) {
        String object = words.next("the object's id");
        String id = account + "/" + side.object() + "/" + object;
        ObjectNode before = known.get(id);
        ObjectNode entry = before == null ? first(side, account, object) : before.deepCopy();
        entry.put("version_position", at.toEpochMilli());
        entry.put("stated_at", at.toEpochMilli());
        entry.put("stage", side.stage().name());
        entry.put("deleted", false);
        if (before == null) {
            entry.put("business_at", at.toEpochMilli());
        }
        if (words.startsWithAmount()) {
            entry.set("amount", json(words.money()));
        }
        boolean named = false;
        while (words.has()) {
            String option = words.peek();
            if (!OPTIONS.contains(option)) {
                throw words.unknown("word about an entry", List.copyOf(new TreeSet<>(OPTIONS)));
            }
            words.next("a word");
            if (option.equals("for") && !named) {
                // What a sentence says of references replaces what was said before.
                entry.putArray("references");
                named = true;
            }
            option(option, words, entry, side);
        }
        known.put(id, entry);
        flow.entry(account, entry.toString().getBytes(StandardCharsets.UTF_8), at);
    }

    private void option(String option, Words words, ObjectNode entry, Side side) {
        switch (option) {
            case "for" -> reference(words, entry, side);
            case "dated" -> entry.put("business_at", words.time(today).toEpochMilli());
            case "due" -> entry.put("due_at", words.time(today).toEpochMilli());
            case "as" -> entry.put("stage", stage(words));
            case "cancelled" -> entry.put("stage", Stage.CANCELLED.name());
            case "deleted" -> entry.put("deleted", true);
            case "with" -> entry.withObject("attributes").put(words.next("an attribute"), words.next("its value"));
            case "measure" -> entry.withObject("measures").set(words.next("a measure"), json(words.money()));
            case "version" -> entry.put("version_position", words.count());
            case "text", "counterparty", "company" -> entry.put(option, words.next("what the " + option + " is"));
            case "without" -> without(words, entry);
            default -> throw new IllegalStateException("No rule for " + option);
        }
    }

    /** {@code for pi_1}, of the kind that the side is joined by, or {@code for CHARGE ch_1}. */
    private static void reference(Words words, ObjectNode entry, Side side) {
        String word = words.next("a reference");
        boolean kindToo = word.matches("[A-Z][A-Z0-9_]+") && words.has() && !OPTIONS.contains(words.peek());
        String kind = kindToo ? word : side.keys().get(0);
        String value = kindToo ? words.next("a reference") : word;
        entry.withArray("references").addObject().put("kind", kind).put("value", value);
    }

    private static void without(Words words, ObjectNode entry) {
        switch (words.next("what it is without")) {
            case "reference" -> entry.putArray("references");
            case "amount" -> entry.putNull("amount");
            case "date" -> entry.putNull("business_at");
            case "due" -> entry.putNull("due_at");
            default ->
                throw new ScenarioFault(
                        "\"" + words.sentence() + "\": without is followed by reference, amount, date or due");
        }
    }

    private static String stage(Words words) {
        List<String> stages = Arrays.stream(Stage.values()).map(Stage::name).toList();
        if (!stages.contains(words.peek())) {
            throw words.unknown("stage", stages);
        }
        return words.next("a stage");
    }

    private static ObjectNode first(Side side, AccountId account, String object) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("source", account.source())
                .put("account", account.account())
                .put("object_type", side.object())
                .put("object_id", object);
        ObjectNode attributes = entry.putObject("attributes");
        new java.util.TreeMap<>(side.where()).forEach(attributes::put);
        return entry;
    }

    private static ObjectNode json(Money money) {
        return JsonNodeFactory.instance.objectNode().put("minor", money.minor()).put("currency", money.currency());
    }
}
