package io.tieout.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page that documents every command, made from the commands themselves. */
final class CommandsPage {

    private static final int WIDTH = 100;

    private static final String HEAD = """
            # Commands

            Generated from the commands' own help; a test compares. `app/bin/tieout COMMAND --help` prints the same.

            Results go to standard output, everything else to standard error. Colour is used on a terminal only, and
            never when `NO_COLOR` is set.

            """;

    private CommandsPage() {}

    /** The page as Markdown. */
    static String markdown(CommandLine tieout) {
        var page = new StringBuilder(HEAD);
        append(page, tieout, "tieout");
        return page.toString().stripTrailing() + "\n";
    }

    private static void append(StringBuilder page, CommandLine command, String title) {
        var help = command.setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(WIDTH)
                .getUsageMessage(Ansi.OFF)
                .replace("\r\n", "\n")
                .stripTrailing();
        page.append("## `").append(title).append("`\n\n```\n").append(help).append("\n```\n\n");
        command.getSubcommands().forEach((name, sub) -> append(page, sub, title + " " + name));
    }
}
