package io.tieout.cli;

import io.tieout.connect.odoo.OdooSetup;
import io.tieout.parts.OdooPart;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what an administrator of the database runs once. */
@Command(
        name = "setup-sql",
        description = "Prints the SQL that a superuser of Odoo's database runs once: the role of the capture and its"
                + " rights, the heartbeat row, the publication. Changes nothing.",
        footer = {
            "",
            "Tables and columns are those of our list that this database has, so it is asked: by odoo.database.*, as any",
            "user who is there already. The SQL holds no password: psql fills one in.",
            "",
            "Example:",
            "  app/bin/tieout odoo setup-sql --config tieout.properties --set odoo.database.user=odoo > setup.sql"
        })
final class OdooSetupSqlCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(
            names = "--role",
            paramLabel = "NAME",
            defaultValue = "tieout",
            description = "Who the capture will log in as. Default: ${DEFAULT-VALUE}.")
    private String role = "tieout";

    OdooSetupSqlCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = OdooCommand.settings(options);
        surroundings
                .out()
                .print(new OdooSetup(settings.odooPublicationName(), role).script(OdooPart.database(settings)));
        return ExitCode.OK;
    }
}
