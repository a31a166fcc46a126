package io.tieout.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.capture.ChangeLog.Change;
import io.tieout.v1.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a captured log of Odoo says of its payments, worked out without the product: rows are laid down
 * transaction by transaction, and a payment is said again when what it says has changed.
 *
 * <pre>
 *   BEGIN   pt 1: draft, no company   pt 1: draft, company 1   link to invoice 41   END 812
 *
 *   versions      pt 1 at 812: draft, company 1, invoice 41
 *   overwritten   pt 1: draft, no company, invoice 41
 * </pre>
 */
final class LastImages {

    private static final String PAYMENT = "payment_transaction";
    private static final Set<String> OF_PAYMENTS = Set.of(
            PAYMENT,
            "payment_provider",
            "res_currency",
            "account_invoice_transaction_rel",
            "sale_order_transaction_rel");
    private static final Map<String, String> KINDS =
            Map.of("pi_", "PAYMENT_INTENT", "ch_", "CHARGE", "py_", "CHARGE", "re_", "REFUND", "pyr", "REFUND");

    private final Map<String, JsonNode> standing = new HashMap<>();
    private final Map<String, Boolean> live = new HashMap<>();
    private final Map<String, List<Version>> versions = new TreeMap<>();
    private final Map<String, List<Fact>> overwritten = new TreeMap<>();
    private int unchanged;

    /** What is mapped of a payment: nothing else of its row is said to anyone. */
    record Fact(
            String stage,
            String company,
            String amount,
            Long businessAt,
            Set<String> references,
            Map<String, String> attributes) {}

    /** What a payment says from a position of the log on. */
    record Version(long position, Fact fact) {

        static Version of(Entry entry) {
            Set<String> references = new TreeSet<>();
            entry.getReferences().forEach(one -> references.add(one.getKind() + "=" + one.getValue()));
            return new Version(
                    entry.getVersionPosition(),
                    new Fact(
                            entry.getStage().name(),
                            entry.getCompany(),
                            entry.getAmount() == null
                                    ? null
                                    : entry.getAmount().getMinor() + " "
                                            + entry.getAmount().getCurrency(),
                            entry.getBusinessAt() == null
                                    ? null
                                    : entry.getBusinessAt().toEpochMilli(),
                            references,
                            new TreeMap<>(entry.getAttributes())));
        }
    }

    private LastImages() {}

    static LastImages of(List<Change> log) {
        var images = new LastImages();
        var open = new ArrayList<Change>();
        for (Change change : log) {
            if (change.json().path("op").asText().equals("r")) {
                images.commit(
                        List.of(change),
                        change.json().path("source").path("lsn").asLong());
            } else if (change.marker("BEGIN")) {
                open.clear();
            } else if (change.marker("END")) {
                String id = change.json().path("id").asText();
                images.commit(open, Long.parseLong(id.substring(id.indexOf(':') + 1)));
            } else {
                open.add(change);
            }
        }
        return images;
    }

    /** By number of the payment, in order. */
    Map<String, List<Version>> versions() {
        return versions;
    }

    /** What images said that did not outlive their transaction, and that their payment never came to say. */
    Map<String, List<Fact>> overwritten() {
        var never = new TreeMap<String, List<Fact>>();
        overwritten.forEach((id, facts) -> never.put(
                id,
                facts.stream()
                        .filter(fact -> versions.get(id).stream()
                                .noneMatch(version -> version.fact().equals(fact)))
                        .toList()));
        return never;
    }

    /** How many transactions rewrote a payment and changed nothing of what it says. */
    int unchanged() {
        return unchanged;
    }

    private void commit(List<Change> changes, long position) {
        var images = new LinkedHashMap<String, List<JsonNode>>();
        for (Change change : changes) {
            if (!OF_PAYMENTS.contains(change.table())) {
                continue;
            }
            JsonNode row = change.json().path("after");
            if (!row.isObject()) {
                throw new IllegalStateException("A row of " + change.table() + " was deleted, which is not worked out"
                        + " here: " + change.text());
            }
            if (row.toString().contains("__debezium_unavailable_value")) {
                throw new IllegalStateException("A captured value was left out: " + change.text());
            }
            standing.put(key(change.table(), row), row);
            switch (change.table()) {
                case PAYMENT ->
                    images.computeIfAbsent(row.path("id").asText(), id -> new ArrayList<>())
                            .add(row);
                case "account_invoice_transaction_rel", "sale_order_transaction_rel" ->
                    images.computeIfAbsent(row.path("transaction_id").asText(), id -> new ArrayList<>());
                default -> {
                    // Of these tables a payment says something only when it is written itself.
                }
            }
        }
        images.forEach((id, rows) -> say(id, rows, position));
    }

    private void say(String id, List<JsonNode> images, long position) {
        Fact now = fact(Objects.requireNonNull(standing.get(PAYMENT + "/" + id), id));
        List<Version> before = versions.computeIfAbsent(id, none -> new ArrayList<>());
        if (!before.isEmpty() && before.get(before.size() - 1).fact().equals(now)) {
            unchanged++;
        } else {
            before.add(new Version(position, now));
        }
        images.stream()
                .map(this::fact)
                .filter(fact -> !fact.equals(now))
                .forEach(fact -> overwritten
                        .computeIfAbsent(id, none -> new ArrayList<>())
                        .add(fact));
    }

    private Fact fact(JsonNode row) {
        String id = row.path("id").asText();
        String state = row.path("state").asText();
        String operation = text(row, "operation");
        var references = new TreeSet<String>();
        String provider = text(row, "provider_reference");
        if (provider != null) {
            references.add("PROVIDER_REFERENCE=" + provider);
            references.add(Objects.requireNonNull(KINDS.get(provider.substring(0, 3)), provider) + "=" + provider);
        }
        references.add("DOCUMENT=" + text(row, "reference"));
        for (JsonNode linked : standing.values()) {
            if (linked.path("transaction_id").asText().equals(id)) {
                references.add(
                        linked.has("invoice_id")
                                ? "ODOO_INVOICE=" + linked.path("invoice_id").asText()
                                : "ODOO_SALE_ORDER="
                                        + linked.path("sale_order_id").asText());
            }
        }
        JsonNode paidBy =
                standing.get("payment_provider/" + row.path("provider_id").asText());
        boolean isLive =
                live.computeIfAbsent(id, unseen -> paidBy.path("state").asText().equals("enabled"));
        var attributes = new TreeMap<String, String>();
        attributes.put("provider", paidBy.path("code").asText());
        attributes.put("live", Boolean.toString(isLive));
        attributes.put("operation", operation);
        return new Fact(
                stage(state, operation),
                text(row, "company_id"),
                amount(row),
                Math.floorDiv(row.path("last_state_change").asLong(), 1000L),
                references,
                attributes);
    }

    private static String stage(String state, String operation) {
        return switch (state) {
            case "draft", "pending" -> "INITIATED";
            case "authorized" -> "AUTHORIZED";
            case "done" -> "refund".equals(operation) ? "REFUNDED" : "CAPTURED";
            case "cancel" -> "CANCELLED";
            case "error" -> "REJECTED";
            default -> throw new IllegalStateException(state);
        };
    }

    private String amount(JsonNode row) {
        String currency = standing.get("res_currency/" + row.path("currency_id").asText())
                .path("name")
                .asText();
        return new BigDecimal(row.path("amount").asText())
                        .movePointRight(Currency.getInstance(currency).getDefaultFractionDigits())
                        .longValueExact()
                + " " + currency;
    }

    private static String key(String table, JsonNode row) {
        return row.has("id")
                ? table + "/" + row.path("id").asText()
                : table + "/" + row.path("transaction_id").asText() + "/"
                        + row.path("invoice_id")
                                .asText(row.path("sale_order_id").asText());
    }

    private static String text(JsonNode row, String column) {
        return row.path(column).isNull() || row.path(column).isMissingNode()
                ? null
                : row.path(column).asText();
    }
}
