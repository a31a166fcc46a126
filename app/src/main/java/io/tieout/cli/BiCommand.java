package io.tieout.cli;

import io.tieout.connect.bi.BiSql;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with the database of the BI tables. */
@Command(
        name = "bi",
        description = "Prepares a PostgreSQL database for tables and views of outcomes.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  app/bin/tieout bi setup-sql > bi.sql"})
final class BiCommand implements Runnable {

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private BiCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new BiCommand()).addSubcommand(new SetupSql(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: setup-sql");
    }

    /** Prints what the role that the sink logs in as runs once in its database. */
    @Command(
            name = "setup-sql",
            description = "Prints the SQL that makes the tables and views. Changes nothing; running the SQL again adds"
                    + " what a newer version has.",
            footer = {
                "",
                "The role that the sink logs in as runs it: it owns what it makes, and may add columns later.",
                "",
                "Example:",
                "  app/bin/tieout bi setup-sql | psql -v ON_ERROR_STOP=1 -h db.internal -U tieout_bi tieout_bi"
            })
    static final class SetupSql implements Callable<Integer> {

        private final Surroundings surroundings;

        @Mixin
        final HelpOption help = new HelpOption();

        SetupSql(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            surroundings.out().print(BiSql.script());
            return ExitCode.OK;
        }
    }
}
