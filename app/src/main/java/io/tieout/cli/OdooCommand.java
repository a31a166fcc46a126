package io.tieout.cli;

import io.tieout.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with the database of an Odoo before it is captured. */
@Command(
        name = "odoo",
        description = "Prepares the PostgreSQL database of an Odoo for capture, and checks it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  app/bin/tieout odoo check --config tieout.properties"})
final class OdooCommand implements Runnable {

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private OdooCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new OdooCommand())
                .addSubcommand(new OdooSetupSqlCommand(surroundings))
                .addSubcommand(new OdooCheckCommand(surroundings));
    }

    /** Settings that name a database: given, or of a running {@code up}. */
    static Settings settings(SettingsOptions options) {
        var settings = RunningStack.addressesFor(options.settings());
        if (settings.odooDatabaseHostname().isEmpty()) {
            throw new UsageError("No Odoo database is known: nothing runs on the data directory " + settings.dataDir()
                    + ", and odoo.database.hostname is not set.\nSet odoo.database.hostname, .dbname, .user and"
                    + " .password, in a file (--config FILE) or with --set.");
        }
        return settings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: setup-sql or check");
    }
}
