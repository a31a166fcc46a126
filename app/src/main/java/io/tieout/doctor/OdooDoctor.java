package io.tieout.doctor;

import io.tieout.connect.odoo.OdooCheck;
import io.tieout.connect.odoo.OdooDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** What the capture's own check finds, among the findings of the others. */
public record OdooDoctor(OdooCheck check) implements Check {

    private static final String PART = "odoo";

    @Override
    public List<Finding> look() {
        return check.run().stream().map(OdooDoctor::translated).toList();
    }

    /** What time it is for the database. */
    public static Callable<Instant> clock(OdooDatabase database) {
        return () -> {
            try (var connection = database.connect();
                    var query = connection.createStatement();
                    var time = query.executeQuery("select clock_timestamp()")) {
                time.next();
                return time.getTimestamp(1).toInstant();
            }
        };
    }

    private static Finding translated(io.tieout.connect.odoo.Finding finding) {
        var what = finding.subject() + ": " + finding.found();
        return switch (finding.level()) {
            case OK -> Finding.ok(PART, what);
            case WARNING -> Finding.warn(PART, what, finding.mend());
            case ERROR ->
                isSilence(finding)
                        ? Finding.unreachable(PART, what, finding.mend())
                        : Finding.fail(PART, what, finding.mend());
        };
    }

    /** The check's first question is whether the database answers at all. */
    private static boolean isSilence(io.tieout.connect.odoo.Finding finding) {
        return finding.subject().equals("database");
    }
}
