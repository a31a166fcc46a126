package io.tieout.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A command line as it stands in a document. */
final class CommandText {

    private static final String LAUNCHER = "app/bin/tieout";

    /** A word, or what stands between quotes. */
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private CommandText() {}

    static boolean isOurs(String line) {
        return line.equals(LAUNCHER) || line.startsWith(LAUNCHER + " ");
    }

    /** Throws what picocli has against the command line; comments, pipes and redirections are the shell's. */
    static void mustParse(String line) {
        var words = words(line.substring(LAUNCHER.length()));
        Tieout.commandLine(new Terminal(Map.of()).surroundings()).parseArgs(words.toArray(String[]::new));
    }

    static List<String> words(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            var plain = matcher.group(3);
            if (plain != null && plain.matches("[#|;&<>].*|\\d?>.*")) {
                break;
            }
            words.add(plain != null ? plain : matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
