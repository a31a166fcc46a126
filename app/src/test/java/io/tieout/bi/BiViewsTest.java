package io.tieout.bi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.bi.BiSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the views say of a few rows that were counted by hand. */
final class BiViewsTest {

    private static final String ROWS = """
            insert into matches (match_id, status, policy, company, timing, amount_minor, amount_currency, matched_at, entries)
            values
              ('p|1', 'MATCHED', 'p', '1', 'ON_TIME', 1050, 'EUR', '2026-03-01T23:00:00Z',
               '[{"stated_at": "2026-03-01T22:00:00Z"}, {"stated_at": "2026-03-01T23:00:00Z"}]'),
              ('p|2', 'MATCHED', 'p', '1', 'LATE', 2000, 'EUR', '2026-03-01T10:00:00Z',
               '[{"stated_at": "2026-03-01T07:00:00Z"}, {"stated_at": "2026-03-01T10:00:00Z"}]'),
              ('p|3', 'MATCHED', 'p', '1', 'ON_TIME', 500, 'JPY', '2026-03-02T00:00:00Z',
               '[{"stated_at": "2026-03-02T00:00:00Z"}]'),
              ('p|4', 'REVOKED', 'p', '1', 'ON_TIME', 9999, 'EUR', '2026-03-01T10:00:00Z', '[]');
            insert into exceptions (exception_id, version, status, reason, severity, owner, policy, correlation_id, company,
              amount_minor, amount_currency, opened_at, entries)
            values
              ('p|5|bank|MISSING', 1, 'OPEN', 'MISSING', 'HIGH', 'finance', 'p', '5', '1', 1999, 'EUR',
               '2026-03-01T12:00:00Z', '[{"entry_id": "stripe/a/charge/5", "amount": {"minor": 1999, "currency": "EUR"}}]'),
              ('p|5|bank|AMOUNT', 1, 'ASSIGNED', 'AMOUNT', 'HIGH', 'finance', 'p', '5', '1', -300, 'EUR',
               now() - interval '2 days', '[{"entry_id": "stripe/a/charge/5", "amount": {"minor": 1999, "currency": "EUR"}}]'),
              ('p|6|bank|MISSING', 2, 'RESOLVED', 'MISSING', 'HIGH', 'finance', 'p', '6', '1', 100, 'EUR',
               '2026-03-01T12:00:00Z', '[{"entry_id": "stripe/a/charge/6", "amount": {"minor": 100, "currency": "EUR"}}]'),
              ('p|1|bank|DUPLICATE_ENTRY', 1, 'OPEN', 'DUPLICATE_ENTRY', 'LOW', 'finance', 'p', '1', '1', 1050, 'EUR',
               '2026-03-01T12:00:00Z', '[{"entry_id": "odoo/a/x/1", "amount": {"minor": 1050, "currency": "EUR"}}]');
            insert into late_arrivals (entry_id, policy, correlation_id, kind, side, company, amount_minor, amount_currency,
              late_by_ms, completed)
            values
              ('a', 'p', '2', 'LATE_STATED', 'bank', '1', 2000, 'EUR', 1800000, true),
              ('b', 'p', '8', 'LATE_STATED', 'bank', '1', -700, 'EUR', 172800000, false),
              ('c', 'p', '9', 'LATE_STATED', 'bank', '1', 100, 'EUR', 172800001, true);
            """;

    private static EmbeddedPostgres postgres;
    private static Connection database;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase().getConnection();
        try (var statement = database.createStatement()) {
            statement.execute(BiSql.script());
            statement.execute(ROWS);
        }
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        database.close();
        postgres.close();
    }

    @Test
    void theMatchRateOfADayCountsWhatStands() throws SQLException {
        assertThat(rows("select day, matched, excepted, match_rate from match_rate_by_day order by day limit 2"))
                .containsExactly("2026-03-01|2|1|0.6667", "2026-03-02|1|0|1.0000");
    }

    @Test
    void openExceptionsAreGroupedByAge() throws SQLException {
        assertThat(
                        rows(
                                "select reason, age_group, exceptions, amount_minor, amount from exception_ageing order by reason"))
                .containsExactly(
                        "AMOUNT|1 to 7 days|1|-300|-3.00",
                        "DUPLICATE_ENTRY|30 days and more|1|1050|10.50",
                        "MISSING|30 days and more|1|1999|19.99");
    }

    @Test
    void anUnmatchedEntryIsCountedOnceHoweverManyExceptionsItStandsIn() throws SQLException {
        assertThat(rows("select source, company, entries, amount_minor, amount from unmatched_by_source_and_company"))
                .containsExactly("stripe|1|1|1999|19.99");
    }

    @Test
    void lateArrivalsAreGroupedByDelay() throws SQLException {
        assertThat(rows("select delay, late_arrivals, completed_their_case, amount_minor, longest_ms"
                        + " from late_arrivals_by_delay order by longest_ms"))
                .containsExactly("under 1 hour|1|1|2000|1800000", "1 to 7 days|2|1|-600|172800001");
    }

    @Test
    void timeToMatchIsFromTheFirstEntryToTheLast() throws SQLException {
        assertThat(
                        rows(
                                "select day, matches, half_within, nineteen_of_twenty_within, longest from time_to_match order by day"))
                .containsExactly("2026-03-01|2|01:00:00|03:00:00|03:00:00", "2026-03-02|1|00:00:00|00:00:00|00:00:00");
        assertThat(rows("select match_id, amount from match_times order by match_id"))
                .containsExactly("p|1|10.50", "p|2|20.00", "p|3|500");
    }

    /** Values of each row, as the server writes them. */
    private static List<String> rows(String query) throws SQLException {
        try (var statement = database.createStatement();
                var found = statement.executeQuery(
                        "select array_to_string(array(select value from json_each_text(row_to_json(q))), '|') from ("
                                + query + ") q")) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }
}
