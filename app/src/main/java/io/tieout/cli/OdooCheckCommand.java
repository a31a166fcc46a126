package io.tieout.cli;

import io.tieout.doctor.OdooDoctor;
import io.tieout.parts.OdooPart;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what of an Odoo database stands in the way of its capture. */
@Command(
        name = "check",
        description = "Looks at the database as the capture's user, finding by finding: wal_level, rights, tables and"
                + " columns, replica identities, heartbeat row, publication, slot. Changes nothing.",
        footer = {
            "",
            "Exit code 1 when something fails, 3 when the database does not answer or lets nobody in.",
            "",
            "Example:",
            "  app/bin/tieout odoo check --config tieout.properties"
        })
final class OdooCheckCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints the findings as JSON.")
    private boolean json;

    OdooCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = OdooCommand.settings(options);
        return FindingsReport.print(new OdooDoctor(OdooPart.check(settings)).look(), json, surroundings.out());
    }
}
