package io.tieout.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieout.matching.AliasRule;
import io.tieout.matching.Category;
import io.tieout.matching.Missing;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.matching.Tolerance;
import io.tieout.yaml.Fault;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {

    @Test
    void readsEveryKey() {
        assertThat(PolicyReader.read("card.yaml", PolicyText.good()))
                .isEqualTo(new Policy(
                        "card",
                        3,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        null,
                        "Captures are booked",
                        "finance-operations",
                        List.of(
                                new Side(
                                        "provider",
                                        "stripe",
                                        "acct_1",
                                        "charge",
                                        Stage.CAPTURED,
                                        Map.of(),
                                        List.of("PAYMENT_INTENT"),
                                        false),
                                new Side(
                                        "books",
                                        "odoo",
                                        null,
                                        "payment_transaction",
                                        Stage.CAPTURED,
                                        Map.of("provider", "stripe", "live", "true"),
                                        List.of("PAYMENT_INTENT", "CHARGE"),
                                        false),
                                new Side(
                                        "shop",
                                        "shopify",
                                        null,
                                        "order",
                                        Stage.CAPTURED,
                                        Map.of(),
                                        List.of("PAYMENT_INTENT"),
                                        true)),
                        new Shape.Pair(),
                        null,
                        new Tolerance(
                                Map.of("EUR", new BigDecimal("0.05"), "JPY", new BigDecimal("1")),
                                new BigDecimal("0.5"),
                                new BigDecimal("0.5")),
                        Duration.ofHours(24),
                        Duration.ofHours(1),
                        Map.of(
                                "books",
                                new Missing(Reason.CAPTURE_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                                "provider",
                                new Missing(Reason.BOOKED_NOT_CAPTURED, Severity.LOW, Category.TIMING)),
                        Duration.ofDays(30)));
    }

    @Test
    void leavesOutWhatMayBeLeftOut() {
        String text = PolicyText.good()
                .replace("starts: 2026-01-01\n", "")
                .replace("tolerance: {EUR: 0.05, JPY: 1, default: 0.5, percent: 0.5}\n", "")
                .replace("retention: 30d\n", "");

        Policy policy = PolicyReader.read("card.yaml", text);

        assertThat(policy.starts()).isNull();
        assertThat(policy.tolerance()).isEqualTo(Tolerance.NONE);
        assertThat(policy.retention()).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest
    @CsvSource({
        "24h, PT24H",
        "15m, PT15M",
        "30s, PT30S",
        "7d, P7D",
        "1d12h, PT36H",
        "1d2h3m4s, PT26H3M4S",
        "0001h, PT1H"
    })
    void readsDurations(String written, Duration meant) {
        String text = PolicyText.with("window: 24h", "window: " + written);

        assertThat(PolicyReader.read("card.yaml", text).window()).isEqualTo(meant);
    }

    @Test
    void allowsNoGrace() {
        String text = PolicyText.with("grace: 1h", "grace: 0h");

        assertThat(PolicyReader.read("card.yaml", text).grace()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29, 2026-03-29T00:00:00Z",
        "2026-03-29T09:30:00Z, 2026-03-29T09:30:00Z",
        "2026-03-29T09:30:00+02:00, 2026-03-29T07:30:00Z"
    })
    void readsTheStartAsADayOrAnInstant(String written, Instant meant) {
        String text = PolicyText.with("2026-01-01", written);

        assertThat(PolicyReader.read("card.yaml", text).starts()).isEqualTo(meant);
    }

    @Test
    void keepsAttributesAsTheTextThatEntriesBear() {
        String text = PolicyText.with(
                "where: {provider: stripe, live: true}", "where: {a: true, b: 'true', c: 0070, d: 1.50, e: \"yes\"}");

        assertThat(PolicyReader.read("card.yaml", text).side("books").where())
                .isEqualTo(Map.of("a", "true", "b", "true", "c", "0070", "d", "1.50", "e", "yes"));
    }

    @Test
    void takesWordsOfClosedListsInSmallLettersToo() {
        String text = PolicyText.with("stage: CAPTURED\n", "stage: captured\n").replace("low", "LOW");

        assertThat(PolicyReader.read("card.yaml", text)).isEqualTo(PolicyReader.read("card.yaml", PolicyText.good()));
    }

    @Test
    void readsAFileThatWindowsWrote() {
        String text = "\uFEFF" + PolicyText.good().replace("\n", "\r\n");

        assertThat(PolicyReader.read("card.yaml", text)).isEqualTo(PolicyReader.read("card.yaml", PolicyText.good()));
    }

    /** A part of the good file, what stands there instead, and all that the reader says of it. */
    static Stream<Arguments> faults() {
        return Stream.of(
                // durations
                bad("window: 24h", "window: 24x", "18: window: \"24x\" is no duration; write for example 24h"),
                bad("window: 24h", "window: 24", "18: window: \"24\" is no duration; write for example 24h"),
                bad("window: 24h", "window: -1h", "18: window: \"-1h\" is no duration; write for example 24h"),
                bad("window: 24h", "window: 2h1d", "18: window: \"2h1d\" is no duration; write for example 24h"),
                bad("window: 24h", "window: ''", "18: window: \"\" is no duration; write for example 24h"),
                bad("window: 24h", "window:", "18: window: is empty; expected is a duration such as 24h"),
                bad("window: 24h", "window: [24h]", "18: window: is a list; expected is a duration such as 24h"),
                bad("window: 24h", "window: 0h", "18: window: must be longer than nothing"),
                bad(
                        "window: 24h",
                        "window: 999999999d",
                        "18: window: \"999999999d\" is too long; the longest is 36500d"),
                bad("grace: 1h", "grace: soon", "19: grace: \"soon\" is no duration; write for example 1h"),
                bad(
                        "retention: 30d",
                        "retention: 1d",
                        "20: retention: a closed case would be forgotten while its counterpart may still come:"
                                + " retention must be at least window + grace (90d where the file does not say)"),
                // keys
                bad("window: 24h", "windw: 24h", "18: windw: is unknown; did you mean window?"),
                bad(
                        "retention: 30d",
                        "zzz: 1",
                        "20: zzz: is unknown; known are policy, version, starts, ends, title, owner, shape, sides, agree, alias,"
                                + " tolerance, window, grace, retention, missing"),
                bad("grace: 1h\n", "", "1: grace: is missing; write for example grace: 1h"),
                bad("grace: 1h", "grace: 1h\ngrace: 2h", "20: grace: is written twice, first in line 19"),
                bad("grace: 1h", "grace: 1h\n? [a]\n: b", "20: a key is one word, not a list or a block"),
                bad(
                        "optional: true",
                        "optionl: true",
                        "14: sides.shop.optionl: is unknown; did you mean optional?",
                        "21: missing: does not say what a missing shop is; write for example shop: {reason:"
                                + " COUNTERPART_MISSING}"),
                // head
                bad(
                        "policy: card",
                        "policy: Card|1",
                        "1: policy: \"Card|1\" is no name; write lower-case words joined by dashes, such as"
                                + " card-capture"),
                bad(
                        "policy: card",
                        "policy: " + "a".repeat(61),
                        "1: policy: is longer than 60 characters; it becomes part of every id"),
                bad("version: 3", "version: 0", "2: version: \"0\" is no whole number from 1; write for example 1"),
                bad("version: 3", "version: '3'", "2: version: \"3\" is no whole number from 1; write for example 1"),
                bad(
                        "starts: 2026-01-01",
                        "starts: 01.01.2026",
                        "3: starts: \"01.01.2026\" is no date; write for example 2026-01-31 or, in UTC,"
                                + " 2026-01-31T09:30:00Z"),
                bad(
                        "starts: 2026-01-01",
                        "starts: 2026-02-30",
                        "3: starts: \"2026-02-30\" is no date; write for example 2026-01-31 or, in UTC,"
                                + " 2026-01-31T09:30:00Z"),
                bad("owner: finance-operations", "owner: 7", "5: owner: \"7\" is no text; put it in quotes"),
                bad("owner: finance-operations", "owner: ' '", "5: owner: is empty"),
                bad(
                        "owner: finance-operations",
                        "owner: {team: a}",
                        "5: owner: is a block of keys; expected is a text"),
                // shape
                bad("shape: pair", "shape: pairs", "15: shape: \"pairs\" is no shape; did you mean pair?"),
                // sides
                bad(
                        "stage: CAPTURED\n",
                        "stage: CAPTURD\n",
                        "10: sides.books.stage: \"CAPTURD\" is no stage; did you mean CAPTURED?"),
                bad(
                        "stage: CAPTURED\n",
                        "stage: xyz\n",
                        "10: sides.books.stage: \"xyz\" is no stage; known are INITIATED, AUTHORIZED, CAPTURED,"
                                + " SETTLED, POSTED, PAID_OUT, BOOKED, RECONCILED, REFUNDED, DISPUTED, REVERSED,"
                                + " REJECTED, CANCELLED"),
                bad(
                        "source: odoo",
                        "source: Odoo",
                        "8: sides.books.source: \"Odoo\" is no source; write lower-case words joined by _ or -, such"
                                + " as odoo"),
                bad(
                        "account: acct_1",
                        "account: a/b",
                        "13: sides.provider.account: \"a/b\" is no account; it must not be empty, nor hold a slash or"
                                + " outer spaces"),
                bad(
                        "[PAYMENT_INTENT, CHARGE]",
                        "payment_intent",
                        "12: sides.books.key: \"payment_intent\" is no kind of reference; write capitals joined by _,"
                                + " such as PAYMENT_INTENT"),
                bad(
                        "[PAYMENT_INTENT, CHARGE]",
                        "[]",
                        "12: sides.books.key: is an empty list; name at least one kind of reference, such as"
                                + " PAYMENT_INTENT"),
                bad("[PAYMENT_INTENT, CHARGE]", "[CHARGE, CHARGE]", "12: sides.books.key: CHARGE is named twice"),
                bad(
                        "live: true",
                        "live: yes",
                        "11: sides.books.where.live: \"yes\" is read as text; write true or false, or put it in"
                                + " quotes"),
                bad(
                        "live: true",
                        "live: [true]",
                        "11: sides.books.where.live: is a list; expected is a text, a number, true or false"),
                bad(
                        "live: true",
                        "live:",
                        "11: sides.books.where.live: is empty; expected is a text, a number, true or false"),
                bad(
                        "optional: true",
                        "optional: maybe",
                        "14: sides.shop.optional: \"maybe\" is neither true nor false",
                        "21: missing: does not say what a missing shop is; write for example shop: {reason:"
                                + " COUNTERPART_MISSING}"),
                bad(
                        "  shop: {source: shopify, object: order",
                        "  shop: {source: stripe, object: charge",
                        "14: sides.shop: an entry could fill this side and provider; tell them apart by source,"
                                + " account, object, stage or where"),
                bad(
                        "  shop:",
                        "  Shop:",
                        "14: sides.Shop: \"Shop\" is no name; write lower-case words joined by dashes, such as"
                                + " books"),
                // agreement
                bad(
                        "provider.amount = books.amount",
                        "provider = books",
                        "16: agree: \"provider = books\" is no agreement; write for example books.amount ="
                                + " provider.amount"),
                bad(
                        "provider.amount = books.amount",
                        "provder.amount = books.amount",
                        "16: agree: there is no side \"provder\"; did you mean provider?"),
                bad(
                        "provider.amount = books.amount",
                        "books.amount = books.amount",
                        "16: agree: names the side books twice; name two different sides"),
                bad(
                        "provider.amount = books.amount",
                        "provider.net = books.amount",
                        "16: agree: \"net\" is no measure that a pair can compare; only amount is"),
                bad(
                        "provider.amount = books.amount",
                        "shop.amount = books.amount",
                        "16: agree: the side shop is optional; both sides of agree are required"),
                // tolerance
                bad("EUR: 0.05", "EUR: -0.05", "17: tolerance.EUR: \"-0.05\" is negative; a limit is 0 or more"),
                bad(
                        "EUR: 0.05",
                        "EUR: 0.005",
                        "17: tolerance.EUR: 0.005 is finer than the minor unit of EUR, which has 2 decimals"),
                bad(
                        "JPY: 1",
                        "JPY: 0.5",
                        "17: tolerance.JPY: 0.5 is finer than the minor unit of JPY, which has 0 decimals"),
                bad("EUR: 0.05", "EUR: 5%", "17: tolerance.EUR: \"5%\" is no number; write for example 0.05"),
                bad(
                        "EUR: 0.05",
                        "EURO: 0.05",
                        "17: tolerance.EURO: \"EURO\" is no ISO 4217 currency; did you mean EUR?"),
                bad("EUR: 0.05", "eur: 0.05", "17: tolerance.eur: \"eur\" is no ISO 4217 currency; did you mean EUR?"),
                bad("percent: 0.5", "percent: 101", "17: tolerance.percent: is more than 100"),
                // missing sides
                bad(
                        "reason: CAPTURE_NOT_BOOKED",
                        "reason: CAPTURE_NOT_BOOKD",
                        "22: missing.books.reason: \"CAPTURE_NOT_BOOKD\" is no reason; did you mean"
                                + " CAPTURE_NOT_BOOKED?"),
                bad(
                        "reason: CAPTURE_NOT_BOOKED",
                        "reason: AMOUNT_MISMATCH",
                        "22: missing.books.reason: AMOUNT_MISMATCH is never the reason of a missing side; known are"
                                + " CAPTURE_NOT_BOOKED, BOOKED_NOT_CAPTURED, REFUND_NOT_BOOKED, BOOKED_NOT_REFUNDED,"
                                + " COUNTERPART_MISSING"),
                bad(
                        "severity: low",
                        "severity: hihg",
                        "23: missing.provider.severity: \"hihg\" is no severity; did you mean HIGH?"),
                bad(
                        "category: TIMING",
                        "category: TIMNG",
                        "23: missing.provider.category: \"TIMNG\" is no category; did you mean TIMING?"),
                bad(
                        "  books: {reason: CAPTURE_NOT_BOOKED}\n",
                        "",
                        "21: missing: does not say what a missing books is; write for example books: {reason:"
                                + " COUNTERPART_MISSING}"),
                bad(
                        "  books: {reason: CAPTURE_NOT_BOOKED}",
                        "  books: {reason: CAPTURE_NOT_BOOKED}\n  shop: {reason: COUNTERPART_MISSING}",
                        "23: missing.shop: the side is optional, so it is never missing; remove this"),
                bad(
                        "  books: {reason: CAPTURE_NOT_BOOKED}",
                        "  books: {reason: CAPTURE_NOT_BOOKED}\n  bank: {reason: COUNTERPART_MISSING}",
                        "23: missing.bank: there is no such side; known are books, provider, shop"),
                bad(
                        "  books: {reason: CAPTURE_NOT_BOOKED}",
                        "  books: CAPTURE_NOT_BOOKED",
                        "22: missing.books: is the value \"CAPTURE_NOT_BOOKED\"; expected is a block of keys such as"
                                + " {reason: COUNTERPART_MISSING}"),
                // YAML that policies do not use
                bad("grace: 1h", "grace:\t1h", "19: holds a tab; indent and separate with spaces"),
                bad("grace: 1h", "grace: &g 1h", "19: the anchor &g is not allowed; write the value out"),
                bad(
                        "where: {provider: stripe, live: true}",
                        "where: &w {live: *w}",
                        "11: the anchor &w is not allowed; write the value out",
                        "11: the alias *w is not allowed; write the value out"),
                bad(
                        "grace: 1h",
                        "grace: !!str 1h",
                        "19: the tag tag:yaml.org,2002:str is not allowed; write the value alone"),
                bad("shape: pair", "---\nshape: pair", "15: a second document begins here; one file holds one policy"),
                bad("grace: 1h", "grace: 1h: 2", "19: is not readable as YAML: mapping values are not allowed here"),
                bad("grace: 1h", "grace: 1h \u0007", "19: holds the unprintable character U+0007; remove it"));
    }

    private static Arguments bad(String part, String replacement, String... faults) {
        return arguments(part, replacement, List.of(faults));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void saysWhereAndWhatIsWrong(String part, String replacement, List<String> faults) {
        String expected = faults.stream().map(fault -> "card.yaml:" + fault).collect(Collectors.joining("\n"));

        assertThat(refusal(PolicyText.with(part, replacement))).hasMessage(expected);
    }

    @Test
    void saysAllThatIsWrongInTheOrderOfTheFile() {
        String text = PolicyText.good()
                .replace("window: 24h", "window: 24x")
                .replace("version: 3\n", "")
                .replace("severity: low", "severity: lou")
                .replace("object: charge", "objekt: charge");

        assertThat(refusal(text)).hasMessage("""
                        card.yaml:1: version: is missing; write for example version: 1
                        card.yaml:12: sides.provider.objekt: is unknown; did you mean object?
                        card.yaml:17: window: "24x" is no duration; write for example 24h
                        card.yaml:22: missing.provider.severity: "lou" is no severity; did you mean LOW?""");
    }

    @Test
    void saysWhatAPolicyNeeds() {
        assertThat(refusal("policy: card\n")).hasMessage("""
                        card.yaml:1: agree: is missing; write for example agree: books.amount = provider.amount
                        card.yaml:1: grace: is missing; write for example grace: 1h
                        card.yaml:1: missing: is missing; write for example missing: {books: {reason: COUNTERPART_MISSING}}
                        card.yaml:1: owner: is missing; write for example owner: finance-operations
                        card.yaml:1: shape: is missing; write for example shape: pair
                        card.yaml:1: sides: is missing; write for example sides: {books: {...}, provider: {...}}
                        card.yaml:1: title: is missing; write for example title: Every card capture is booked in Odoo
                        card.yaml:1: version: is missing; write for example version: 1
                        card.yaml:1: window: is missing; write for example window: 24h""");
    }

    @Test
    void readsWhichReferencesMayStandForOthers() {
        String text =
                PolicyText.with("shape: pair", "shape: pair\nalias: {from: CHARGE, to: PAYMENT_INTENT, by: provider}");

        Policy policy = PolicyReader.read("card.yaml", text);
        assertThat(policy.alias()).isEqualTo(new AliasRule("CHARGE", "PAYMENT_INTENT", policy.side("provider")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{from: CHARGE, to: PAYMENT_INTENT, by: provder}"
                        + "|16: alias.by: there is no side \"provder\"; did you mean provider?",
                "{from: CHARGE, to: CHARGE, by: provider}"
                        + "|16: alias.to: is the same as from: nothing stands for itself",
                "{from: REFUND, to: PAYMENT_INTENT, by: provider}"
                        + "|16: alias.from: no other side has the key REFUND, so nothing would ever ask for an alias"
            })
    void refusesAnAliasThatMeansNothing(String alias, String fault) {
        assertThat(refusal(PolicyText.with("shape: pair", "shape: pair\nalias: " + alias)))
                .hasMessage("card.yaml:" + fault);
    }

    @Test
    void wantsTwoSides() {
        String text = PolicyText.good()
                .replaceAll("(?m)^  (provider|shop):.*\n", "")
                .replace("provider.amount = books.amount", "bank.amount = books.amount");

        assertThat(refusal(text))
                .hasMessage("card.yaml:6: sides: a policy has at least two sides\n"
                        + "card.yaml:14: agree: there is no side \"bank\"; known are books");
    }

    @Test
    void wantsARetentionWhereTheDefaultIsShorterThanTheWindow() {
        String text = PolicyText.with("window: 24h", "window: 90d").replace("retention: 30d\n", "");

        assertThat(refusal(text))
                .hasMessage("card.yaml:18: window: a closed case would be forgotten while its counterpart may still"
                        + " come: retention must be at least window + grace (90d where the file does not say)");
    }

    @Test
    void namesTheColumn() {
        PolicyException refusal = refusal(PolicyText.with("charge, stage: CAPTURED", "charge, stage: CAPTURD"));

        assertThat(refusal.faults())
                .containsExactly(new Fault(
                        "card.yaml",
                        13,
                        70,
                        "sides.provider.stage",
                        "\"CAPTURD\" is no stage; did you mean CAPTURED?"));
    }

    @Test
    void showsFiftyFaultsAndCountsTheRest() {
        PolicyException refusal = refusal("a:\t1\n".repeat(60));

        assertThat(refusal.faults()).hasSize(60);
        assertThat(refusal).message().hasLineCount(51).endsWith("\nand 10 more");
    }

    static Stream<Arguments> filesThatAreNoPolicy() {
        return Stream.of(
                arguments("", "card.yaml:1: is empty; a policy begins with policy: and its name"),
                arguments("# nothing\n", "card.yaml:1: is empty; a policy begins with policy: and its name"),
                arguments(
                        "- a\n- b\n", "card.yaml:1: a policy is a list of keys such as policy: card-capture, not this"),
                arguments("hello\n", "card.yaml:1: a policy is a list of keys such as policy: card-capture, not this"),
                arguments("[".repeat(60_000), "card.yaml:1: is nested too deeply"),
                arguments(
                        "a: ".repeat(10), "card.yaml:1: is not readable as YAML: mapping values are not allowed here"),
                arguments(
                        "policy: card\ntitle: 'x",
                        "card.yaml:2: is not readable as YAML: found unexpected end of stream"
                                + " (while scanning a quoted scalar)"),
                arguments("#".repeat(65_537), "card.yaml: is larger than 64 KiB; that is no policy"));
    }

    @ParameterizedTest
    @MethodSource("filesThatAreNoPolicy")
    void refusesWhatIsNoPolicy(String text, String message) {
        assertThat(refusal(text)).hasMessage(message);
    }

    @Test
    void staysUprightOnALongWord() {
        String text = PolicyText.with("policy: card", "policy: " + "a-".repeat(30_000) + "a");

        assertThat(refusal(text).faults())
                .extracting(Fault::problem)
                .singleElement()
                .asString()
                .startsWith("\"a-a-a-")
                .hasSizeLessThan(200);
    }

    @Test
    void namesTheFileAsItWasGiven(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("card.yaml"), PolicyText.with("window: 24h", "window: 1"));

        assertThat(catchThrowableOfType(PolicyException.class, () -> PolicyReader.read(file)))
                .hasMessage(file + ":18: window: \"1\" is no duration; write for example 24h");
    }

    @Test
    void readsAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("card.yaml"), PolicyText.good());

        assertThat(PolicyReader.read(file)).isEqualTo(PolicyReader.read("card.yaml", PolicyText.good()));
    }

    @Test
    void refusesAFileThatIsNotUtf8(@TempDir Path directory) throws IOException {
        byte[] latin = PolicyText.with("Captures", "Erl\u00f6se").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("card.yaml"), latin);

        assertThat(catchThrowableOfType(PolicyException.class, () -> PolicyReader.read(file)))
                .hasMessage(file + ": is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void refusesAFileThatIsNotThere(@TempDir Path directory) {
        Path file = directory.resolve("card.yaml");

        assertThat(catchThrowableOfType(PolicyException.class, () -> PolicyReader.read(file)))
                .hasMessage(file + ": does not exist");
    }

    private static PolicyException refusal(String text) {
        return catchThrowableOfType(PolicyException.class, () -> PolicyReader.read("card.yaml", text));
    }
}
