package io.tieout.topology;

import io.tieout.connect.RawTopics;
import java.time.Instant;

/** Writes an Odoo database's change log into a flow, in the very shapes that the capture sends. */
final class OdooLog {

    private final Flow flow;
    private int transaction = 100;
    private long position = 1_000;
    private int order;
    private Instant commit = Instant.EPOCH;

    OdooLog(Flow flow) {
        this.flow = flow;
        snapshot("res_currency", "{\"id\":125,\"name\":\"EUR\",\"decimal_places\":2}");
        snapshot("res_currency", "{\"id\":7,\"name\":\"JPY\",\"decimal_places\":0}");
        snapshot("payment_provider", "{\"id\":13,\"code\":\"stripe\",\"state\":\"enabled\"}");
    }

    OdooLog snapshot(String table, String columns) {
        return row(table, "r", columns, "\"transaction\":null");
    }

    /** One Postgres transaction: BEGIN, these changes, END. */
    OdooLog commits(String at, Change... changes) {
        begin(at);
        for (Change change : changes) {
            change.into(this);
        }
        return end();
    }

    OdooLog begin(String at) {
        commit = Instant.parse(at);
        transaction++;
        order = 0;
        marker("BEGIN");
        return this;
    }

    OdooLog end() {
        marker("END");
        return this;
    }

    OdooLog change(String table, String operation, String columns) {
        order++;
        return row(
                table,
                operation,
                columns,
                "\"transaction\":{\"id\":\"" + transaction + ":" + position + "\",\"total_order\":" + order + "}");
    }

    /** The heartbeat row was updated and committed at this time. */
    OdooLog beats(String at) {
        return commits(at, log -> log.change("tieout_heartbeat", "u", "{\"id\":1,\"beat\":1,\"clock_at\":null}"));
    }

    /** A row of payment_transaction; the change is an upsert by id. */
    static Change payment(int id, String state, String amount, String providerReference, String changedAt) {
        return payment(id, state, amount, providerReference, changedAt, 125, "online_direct");
    }

    static Change refund(int id, String state, String amount, String providerReference, String changedAt) {
        return payment(id, state, amount, providerReference, changedAt, 125, "refund");
    }

    static Change payment(
            int id,
            String state,
            String amount,
            String providerReference,
            String changedAt,
            int currency,
            String operation) {
        long micros = Instant.parse(changedAt).toEpochMilli() * 1000;
        return log -> log.change(
                "payment_transaction",
                "u",
                "{\"id\":" + id + ",\"provider_id\":13,\"company_id\":1,\"currency_id\":" + currency
                        + ",\"reference\":\"INV/" + id + "\",\"provider_reference\":\"" + providerReference
                        + "\",\"state\":\"" + state + "\",\"operation\":\"" + operation + "\",\"amount\":\"" + amount
                        + "\",\"last_state_change\":" + micros + ",\"create_date\":" + micros + ",\"write_date\":"
                        + micros + "}");
    }

    /** One change within a transaction. */
    interface Change {
        void into(OdooLog log);
    }

    private OdooLog row(String table, String operation, String columns, String transactionField) {
        position += 10;
        boolean snapshot = operation.equals("r");
        String image = operation.equals("d")
                ? "\"before\":" + columns + ",\"after\":null"
                : "\"before\":null,\"after\":" + columns;
        flow.odoo(
                RawTopics.KIND_CHANGE,
                "{" + image + ",\"source\":{\"table\":\"" + table + "\",\"snapshot\":\"" + snapshot + "\",\"txId\":"
                        + transaction + ",\"lsn\":" + position + ",\"ts_ms\":" + commit.toEpochMilli() + "},\"op\":\""
                        + operation + "\"," + transactionField + "}");
        return this;
    }

    private void marker(String status) {
        position += 10;
        flow.odoo(
                RawTopics.KIND_MARKER,
                "{\"status\":\"" + status + "\",\"id\":\"" + transaction + ":" + position + "\",\"ts_ms\":"
                        + commit.toEpochMilli() + "}");
    }
}
