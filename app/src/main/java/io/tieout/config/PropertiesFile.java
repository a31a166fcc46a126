package io.tieout.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;

/**
 * A properties file whose settings know their line.
 *
 * <p>Java's own reader knows no lines and lets the last of two equal keys win without a word. This one finds
 * the logical lines (comments, continuations) and leaves each of them to Java's reader.
 */
public final class PropertiesFile {

    private PropertiesFile() {}

    /** Reads the file as UTF-8. */
    public static List<GivenSetting> read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException absent) {
            throw new InvalidSettings(List.of("There is no settings file " + file + "."));
        } catch (MalformedInputException notText) {
            throw new InvalidSettings(List.of("The settings file " + file + " is not UTF-8 text."));
        } catch (IOException unreadable) {
            throw new InvalidSettings(
                    List.of("The settings file " + file + " cannot be read: " + unreadable.getMessage() + "."));
        }
    }

    static List<GivenSetting> parse(String text, String fileName) {
        var settings = new ArrayList<GivenSetting>();
        var lineOf = new HashMap<String, Integer>();
        var problems = new ArrayList<String>();
        var lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            int number = index + 1;
            if (isBlankOrComment(lines.get(index))) {
                continue;
            }
            var logical = new StringBuilder(lines.get(index));
            while (isContinued(logical) && index + 1 < lines.size()) {
                index++;
                logical.append('\n').append(lines.get(index));
            }
            var line = new Properties();
            try {
                line.load(new StringReader(logical.toString()));
            } catch (IOException | IllegalArgumentException malformed) {
                problems.add(fileName + ", line " + number + ": " + malformed.getMessage());
            }
            for (var name : line.stringPropertyNames()) {
                var earlier = lineOf.putIfAbsent(name, number);
                if (earlier != null) {
                    problems.add(fileName + ": " + name + " is set twice, in lines " + earlier + " and " + number
                            + ". Keep one of them.");
                }
                settings.add(new GivenSetting(name, line.getProperty(name), fileName + ", line " + number));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return settings;
    }

    private static boolean isBlankOrComment(String line) {
        var stripped = line.strip();
        return stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("!");
    }

    private static boolean isContinued(CharSequence line) {
        int backslashes = 0;
        for (int at = line.length() - 1; at >= 0 && line.charAt(at) == '\\'; at--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
