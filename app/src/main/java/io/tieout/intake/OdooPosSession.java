package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;
import java.time.Instant;

/** A row of {@code pos_session}: a till from its opening to its close. */
final class OdooPosSession implements OdooDocument {

    static final String TABLE = "pos_session";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        String state = rows.state(rows.row(), "state");
        rows.stage(
                switch (state == null ? "opening_control" : state) {
                    case "opening_control", "opened", "closing_control" -> Stage.INITIATED;
                    case "closed" -> Stage.POSTED;
                    default ->
                        throw rows.unknownState("state", state, "opening_control, opened, closing_control or closed");
                });
        ObjectNode till = rows.need("pos_config", rows.text("config_id"));
        rows.company(till == null ? null : Json.text(till, "company_id"));
        Instant stopped = rows.instant("stop_at");
        rows.businessAt(stopped == null ? rows.instant("start_at") : stopped);
        rows.number(rows.text("name"));
        rows.reference("ODOO_POS_SESSION", rows.id());
        rows.reference("ODOO_ENTRY", rows.text("move_id"));
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Point of sale session",
                "opening_control, opened, closing_control → INITIATED; closed → POSTED",
                "none: its payments bear the amounts",
                "stop_at, else start_at",
                "DOCUMENT (name); ODOO_POS_SESSION, ODOO_ENTRY (ids)",
                "");
    }
}
