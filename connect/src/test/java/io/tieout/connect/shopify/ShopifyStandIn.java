package io.tieout.connect.shopify;

import io.tieout.connect.poll.StandInServer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the payouts and balance transactions of Shopify Payments, by their documentation: newest first, paged by
 * a cursor in the Link header that bears the filter, with a leaky bucket. A transaction may be listed later than its
 * time, and it is told of its payout when that is made.
 */
final class ShopifyStandIn extends StandInServer {

    static final String TOKEN = "shpat_that_nobody_may_see";

    private static final String ROOT = "/admin/api/2026-10/shopify_payments/";

    private record Transaction(long id, Instant at, Instant visibleFrom) {}

    /** @param from since when it stands so */
    private record PayoutState(Instant from, String status) {}

    private record Payout(LocalDate date, Instant made, List<Long> members, List<PayoutState> states) {}

    private final Map<Long, Transaction> transactions = new TreeMap<>(Comparator.reverseOrder());
    private final Map<Long, Payout> payouts = new TreeMap<>(Comparator.reverseOrder());
    private final Map<String, List<String>> pages = new HashMap<>();
    private int cursors;
    private int most = 250;
    private String bucket = "1/40";

    ShopifyStandIn(InstantSource clock) {
        super(clock);
    }

    synchronized void add(long id, Instant at, Instant visibleFrom) {
        transactions.put(id, new Transaction(id, at, visibleFrom));
    }

    synchronized void payOut(long id, Instant made, List<Long> members) {
        payouts.put(
                id,
                new Payout(
                        made.atZone(ZoneOffset.UTC).toLocalDate(),
                        made,
                        members,
                        new ArrayList<>(List.of(new PayoutState(made, "in_transit")))));
    }

    synchronized void state(long payout, Instant from, String status) {
        payouts.get(payout).states.add(new PayoutState(from, status));
    }

    /** The most objects on a page, whatever is asked for. */
    synchronized void most(int most) {
        this.most = most;
    }

    /** How full the bucket is said to be. */
    synchronized void bucket(String bucket) {
        this.bucket = bucket;
    }

    /** Places in lists that were given are not known any more. */
    synchronized void forgetPlaces() {
        pages.clear();
    }

    @Override
    protected synchronized Reply reply(Asked asked) {
        if (!asked.header("x-shopify-access-token").equals(TOKEN)) {
            return new Reply(401, "{\"errors\":\"[API] Invalid API key or access token\"}");
        }
        if (!asked.path().startsWith(ROOT)) {
            return new Reply(404, "{\"errors\":\"Not Found\"}");
        }
        var place = asked.query().get("page_info");
        if (place != null) {
            var rest = pages.get(place);
            return rest == null || asked.query().size() > 2
                    ? new Reply(400, "{\"errors\":{\"page_info\":\"Invalid value.\"}}")
                    : page(asked, rest);
        }
        return switch (asked.path().substring(ROOT.length())) {
            case "balance/transactions.json" -> page(asked, transactions(asked));
            case "payouts.json" -> page(asked, payouts(asked));
            default -> new Reply(404, "{\"errors\":\"Not Found\"}");
        };
    }

    private List<String> transactions(Asked asked) {
        long since = number(asked, "since_id", Long.MIN_VALUE);
        long last = number(asked, "last_id", Long.MAX_VALUE);
        long of = number(asked, "payout_id", -1);
        return transactions.values().stream()
                .filter(one -> !one.visibleFrom.isAfter(clock.instant()) && one.id > since && one.id < last)
                .filter(one -> of < 0 || of == payoutOf(one.id))
                .map(this::json)
                .toList();
    }

    private List<String> payouts(Asked asked) {
        var least = asked.query().get("date_min");
        return payouts.entrySet().stream()
                .filter(one -> !one.getValue().made.isAfter(clock.instant())
                        && (least == null || !one.getValue().date.isBefore(LocalDate.parse(least))))
                .map(one -> "{\"id\":" + one.getKey() + ",\"status\":\"" + status(one.getValue()) + "\",\"date\":\""
                        + one.getValue().date + "\",\"currency\":\"USD\",\"amount\":\""
                        + one.getValue().members.size() + ".00\"}")
                .toList();
    }

    private Reply page(Asked asked, List<String> all) {
        var field = asked.path().contains("payouts") ? "payouts" : "transactions";
        var headers = new HashMap<String, String>();
        headers.put("X-Shopify-Shop-Api-Call-Limit", bucket);
        int size = Math.min(most, Integer.parseInt(asked.query().get("limit")));
        if (all.size() > size) {
            var place = "place" + cursors++;
            pages.put(place, all.subList(size, all.size()));
            headers.put(
                    "Link",
                    "<https://shop.myshopify.com/x.json?limit=5&page_info=before>; rel=\"previous\","
                            + " <https://shop.myshopify.com/x.json?limit=5&page_info=" + place + ">; rel=\"next\"");
        }
        return new Reply(
                200,
                headers,
                "{\"" + field + "\":[" + all.stream().limit(size).collect(Collectors.joining(",")) + "]}");
    }

    private String json(Transaction one) {
        var payout = payoutOf(one.id);
        return "{\"id\":" + one.id + ",\"type\":\"charge\",\"test\":false,\"payout_id\":"
                + (payout == 0 ? "null" : payout)
                + ",\"payout_status\":\"" + (payout == 0 ? "pending" : status(payouts.get(payout)))
                + "\",\"currency\":\"USD\",\"amount\":\"1.00\",\"fee\":\"0.10\",\"net\":\"0.90\",\"source_id\":7,"
                + "\"source_type\":\"charge\",\"source_order_id\":9,\"source_order_transaction_id\":" + one.id
                + ",\"processed_at\":\"" + one.at + "\"}";
    }

    private long payoutOf(long transaction) {
        return payouts.entrySet().stream()
                .filter(one -> !one.getValue().made.isAfter(clock.instant())
                        && one.getValue().members.contains(transaction))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(0L);
    }

    private String status(@Nullable Payout payout) {
        return payout == null
                ? "pending"
                : payout.states.stream()
                        .filter(state -> !state.from.isAfter(clock.instant()))
                        .reduce((earlier, later) -> later)
                        .orElseThrow()
                        .status;
    }

    private static long number(Asked asked, String name, long otherwise) {
        var given = asked.query().get(name);
        return given == null ? otherwise : Long.parseLong(given);
    }

    @Override
    protected String error(int status) {
        return "{\"errors\":\"As the test wishes.\"}";
    }
}
