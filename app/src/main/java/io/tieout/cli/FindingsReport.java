package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.doctor.Finding;
import io.tieout.doctor.Finding.Level;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** What checks have found, for people or for machines, and the exit code that goes with it. */
final class FindingsReport {

    private FindingsReport() {}

    /** Prints the findings and returns the exit code: 1 when something fails, 3 when something does not answer. */
    static int print(List<Finding> findings, boolean json, PrintWriter out) {
        out.println(json ? json(findings) : text(findings));
        return exitCode(findings);
    }

    private static boolean isSilence(Finding finding) {
        return finding.level() == Level.UNREACHABLE;
    }

    private static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(FindingsReport::isSilence)) {
            return ExitCode.UNREACHABLE;
        }
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? ExitCode.FINDING : ExitCode.OK;
    }

    private static String text(List<Finding> findings) {
        var text = new StringBuilder();
        for (var finding : findings) {
            text.append(Ansi.AUTO.string(mark(finding.level())))
                    .append("  ")
                    .append(String.format(Locale.ROOT, "%-8s  ", finding.part()))
                    .append(finding.what())
                    .append('\n');
            finding.mend()
                    .lines()
                    .forEach(line -> text.append(" ".repeat(16))
                            .append("-> ")
                            .append(line)
                            .append('\n'));
        }
        long bad = findings.stream()
                .filter(finding -> finding.level() == Level.FAIL || finding.level() == Level.UNREACHABLE)
                .count();
        long warnings = findings.stream()
                .filter(finding -> finding.level() == Level.WARN)
                .count();
        return text.append(findings.size() + " looked at, " + bad + " not in order, " + warnings + " warnings.")
                .toString();
    }

    private static String mark(Level level) {
        return switch (level) {
            case OK -> "@|green ok  |@";
            case WARN -> "@|yellow warn|@";
            case FAIL -> "@|bold,red FAIL|@";
            case UNREACHABLE -> "@|bold,red AWAY|@";
        };
    }

    private static String json(List<Finding> findings) {
        var report = JsonNodeFactory.instance.objectNode();
        report.put("ok", exitCode(findings) == ExitCode.OK);
        var list = report.putArray("findings");
        findings.forEach(finding -> list.addObject()
                .put("level", finding.level().name().toLowerCase(Locale.ROOT))
                .put("part", finding.part())
                .put("what", finding.what())
                .put("mend", finding.mend()));
        return report.toString();
    }
}
