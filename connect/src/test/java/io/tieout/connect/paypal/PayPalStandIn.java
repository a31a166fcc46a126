package io.tieout.connect.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.poll.StandInServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stands in for PayPal's tokens and transaction search, by their documentation: numbered pages, 31 days and 10,000
 * transactions of one query at most, data that is older than the clock and says so, an error for what is not in it yet, and
 * transactions that are listed later than their time.
 */
final class PayPalStandIn extends StandInServer {

    static final String ID = "client-id_1";
    static final String SECRET = "secret-that-nobody-may-see";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ");

    /** @param visibleFrom from when it is in PayPal's data */
    private record Row(Instant at, Instant visibleFrom, String json) {}

    private final List<Row> rows = new ArrayList<>();
    private Duration lag = Duration.ZERO;
    private int most = 10_000;
    private int tokens;
    private Instant tokenUntil = Instant.MAX;
    private boolean mayOverstate;

    PayPalStandIn(InstantSource clock) {
        super(clock);
    }

    /** How far the data is behind the clock. */
    synchronized void lag(Duration lag) {
        this.lag = lag;
    }

    /** The most transactions that one query may find. */
    synchronized void most(int most) {
        this.most = most;
    }

    /** From now on the token that was given is not taken any more. */
    synchronized void expireToken() {
        tokenUntil = Instant.MIN;
    }

    /** No token is ever taken. */
    synchronized void takeNoToken() {
        tokens = Integer.MIN_VALUE;
    }

    /** How many tokens were given. */
    synchronized int tokens() {
        return tokens;
    }

    /** From now on each first page says that there is one more than there is. */
    synchronized void overstate() {
        mayOverstate = true;
    }

    synchronized void add(Instant at, Instant visibleFrom, String json) {
        rows.add(new Row(at, visibleFrom, json));
    }

    @Override
    protected synchronized Reply reply(Asked asked) {
        if (asked.path().equals("/v1/oauth2/token") && asked.method().equals("POST")) {
            return token(asked);
        }
        if (!asked.path().equals("/v1/reporting/transactions")) {
            return refused(404, "RESOURCE_NOT_FOUND", "No such resource.");
        }
        if (!asked.header("authorization").equals("Bearer token-" + tokens) || tokenUntil.equals(Instant.MIN)) {
            return refused(401, "AUTHENTICATION_FAILURE", "Authentication failed.");
        }
        var start = time(asked, "start_date");
        var end = time(asked, "end_date");
        if (Duration.between(start, end).compareTo(Duration.ofDays(31)) > 0 || !start.isBefore(end)) {
            return refused(400, "INVALID_REQUEST", "Date range is greater than 31 days");
        }
        var refreshed = clock.instant().minus(lag);
        if (start.isAfter(refreshed)) {
            return refused(400, "INVALID_REQUEST", "Data for the given start date is not available.");
        }
        var found = rows.stream()
                .filter(row -> isThere(row, refreshed) && !row.at.isBefore(start) && !row.at.isAfter(end))
                .toList();
        if (found.size() > most) {
            return refused(400, "RESULTSET_TOO_LARGE", "Result set size is greater than the maximum limit.");
        }
        int size = Integer.parseInt(asked.query().get("page_size"));
        int page = Integer.parseInt(asked.query().get("page"));
        var listed = found.stream().skip((long) (page - 1) * size).limit(size).map(row -> row.json);
        int total = found.size() + (mayOverstate && size > 1 ? 1 : 0);
        return new Reply(
                200,
                "{\"transaction_details\":[" + listed.collect(Collectors.joining(",\n"))
                        + "],\"account_number\":\"M1\",\"start_date\":\"" + written(start) + "\",\"end_date\":\""
                        + written(end.isBefore(refreshed) ? end : refreshed) + "\",\"last_refreshed_datetime\":\""
                        + written(refreshed) + "\",\"page\":" + page + ",\"total_items\":" + total
                        + ",\"total_pages\":" + (found.size() + size - 1) / size + ",\"links\":[]}");
    }

    /** The data holds what happened until it was refreshed; some of it is listed later all the same. */
    private boolean isThere(Row row, Instant refreshed) {
        return !row.at.isAfter(refreshed) && !row.visibleFrom.isAfter(clock.instant());
    }

    private Reply token(Asked asked) {
        var credentials = "Basic " + Base64.getEncoder().encodeToString((ID + ":" + SECRET).getBytes(UTF_8));
        if (!asked.header("authorization").equals(credentials)
                || !asked.body().equals("grant_type=client_credentials")) {
            return new Reply(
                    401, "{\"error\":\"invalid_client\",\"error_description\":\"Client Authentication failed\"}");
        }
        if (tokens >= 0) {
            tokens++;
            tokenUntil = Instant.MAX;
        }
        return new Reply(
                200,
                "{\"scope\":\"https://uri.paypal.com/services/reporting/search/read\",\"access_token\":\"token-"
                        + Math.abs((long) tokens)
                        + "\",\"token_type\":\"Bearer\",\"app_id\":\"APP-1\",\"expires_in\":32400}");
    }

    @Override
    protected String error(int status) {
        return "{\"name\":\"" + (status == 429 ? "RATE_LIMIT_REACHED" : "INTERNAL_SERVER_ERROR")
                + "\",\"message\":\"As the test wishes.\",\"debug_id\":\"90957fca61718\"}";
    }

    private static Reply refused(int status, String name, String message) {
        return new Reply(
                status,
                "{\"name\":\"" + name + "\",\"message\":\"" + message
                        + "\",\"debug_id\":\"90957fca61718\",\"details\":[]}");
    }

    private static Instant time(Asked asked, String name) {
        return OffsetDateTime.parse(asked.query().get(name)).toInstant();
    }

    private static String written(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
