package io.tieout.scenario;

import io.tieout.config.NearestName;
import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import io.tieout.policy.PolicyReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A scenario as a text file: a head, then sentences.
 *
 * <pre>
 * scenario: A booking and its capture match
 * policy: card-capture
 *
 * 2026-03-01 10:00  books tx_1: 45.00 EUR for pi_1
 *            10:05  provider ch_1: 45.00 EUR for pi_1
 * expect match pi_1
 * </pre>
 *
 * @param title what it shows, in a sentence
 * @param row the row of a table that it shows; empty where there is none
 */
public record ScenarioFile(Path file, String title, String row, List<Line> lines, Map<String, String> head) {

    private static final List<String> HEAD = List.of("scenario", "row", "policy", "accounts", "retired");

    private static final Pattern KEYED = Pattern.compile("([a-z]+):\\s*(.*)");

    private static final String EXPECT = "expect";

    private static final String STANDS = "stands";

    /** A sentence, and where it stands. */
    record Line(int number, String text) {}

    public ScenarioFile {
        lines = List.copyOf(lines);
        head = Map.copyOf(head);
    }

    /**
     * Reads it, without running it.
     *
     * @throws ScenarioFault when the file cannot be read or its head is not understood
     */
    public static ScenarioFile read(Path file) {
        var head = new LinkedHashMap<String, String>();
        var lines = new ArrayList<Line>();
        int number = 0;
        for (String line : text(file)) {
            number++;
            String sentence = line.strip();
            if (sentence.isEmpty() || sentence.startsWith("#")) {
                continue;
            }
            Matcher keyed = KEYED.matcher(sentence);
            if (lines.isEmpty() && keyed.matches()) {
                head(file, number, head, keyed.group(1), keyed.group(2));
            } else {
                lines.add(new Line(number, sentence));
            }
        }
        String title = head.get("scenario");
        if (title == null || title.isEmpty()) {
            throw new ScenarioFault(file + ": has no title; begin with scenario: and what it shows, in a sentence");
        }
        if (lines.isEmpty()) {
            throw new ScenarioFault(
                    file + ": says nothing; write for example 2026-03-01 10:00 books tx_1: 45.00 EUR for"
                            + " pi_1, and what to expect");
        }
        return new ScenarioFile(file, title, head.getOrDefault("row", ""), lines, head);
    }

    private static List<String> text(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new ScenarioFault(file + ": does not exist");
        } catch (CharacterCodingException e) {
            throw new ScenarioFault(file + ": is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw new ScenarioFault(file + ": cannot be read: " + e);
        }
    }

    private static void head(Path file, int number, Map<String, String> head, String key, String value) {
        if (!HEAD.contains(key)) {
            throw new ScenarioFault(file + ":" + number + ": " + key + ": is unknown"
                    + NearestName.of(key, HEAD)
                            .map(name -> "; did you mean " + name + "?")
                            .orElse("; known are " + String.join(", ", HEAD)));
        }
        if (head.putIfAbsent(key, value) != null) {
            throw new ScenarioFault(file + ":" + number + ": " + key + ": is written twice");
        }
    }

    /**
     * Runs it on the real flow.
     *
     * @throws ScenarioFailure with file and line, when something else comes than is expected
     * @throws ScenarioFault with file and line, when a sentence is not understood
     */
    public void run() {
        List<Policy> policies = policies();
        Set<AccountId> expected =
                head.containsKey("accounts") ? accounts("accounts") : Scenario.usualAccounts(policies);
        try (var scenario = Scenario.of(policies, expected, accounts("retired"))) {
            var expectations = new ArrayList<Line>();
            for (Line line : lines) {
                if (begins(line, EXPECT) || begins(line, STANDS)) {
                    if (!expectations.isEmpty() && begins(line, EXPECT) != begins(expectations.get(0), EXPECT)) {
                        check(scenario, expectations);
                        expectations.clear();
                    }
                    expectations.add(line);
                    continue;
                }
                check(scenario, expectations);
                expectations.clear();
                try {
                    scenario.given(line.text());
                } catch (ScenarioFault e) {
                    throw e.at(place(line));
                }
            }
            check(scenario, expectations);
            expectNothingElse(scenario);
        }
    }

    private static boolean begins(Line line, String word) {
        return line.text().equals(word) || line.text().startsWith(word + " ");
    }

    private void check(Scenario scenario, List<Line> expectations) {
        if (expectations.isEmpty()) {
            return;
        }
        boolean comes = begins(expectations.get(0), EXPECT);
        var expected = new ArrayList<Expected>();
        for (Line line : expectations) {
            try {
                expected.add(Expected.read(line.text().substring((comes ? EXPECT : STANDS).length())));
            } catch (ScenarioFault e) {
                throw e.at(place(line));
            }
        }
        try {
            if (comes) {
                scenario.check(expected);
            } else {
                scenario.checkWhatStands(expected);
            }
        } catch (ScenarioFailure e) {
            throw new ScenarioFailure(place(expectations.get(0)) + ": " + title + "\n" + e.getMessage());
        }
    }

    private void expectNothingElse(Scenario scenario) {
        try {
            scenario.expectNothing();
        } catch (ScenarioFailure e) {
            throw new ScenarioFailure(place(lines.get(lines.size() - 1)) + ": " + title + "\n" + e.getMessage());
        }
    }

    private String place(Line line) {
        return file + ":" + line.number();
    }

    private List<Policy> policies() {
        String names = head.get("policy");
        if (names == null) {
            throw new ScenarioFault(file + ": has no policy; write policy: and the name of a built-in one, or a file");
        }
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .map(this::policy)
                .toList();
    }

    /** A file beside this one, or a built-in policy by its name. */
    private Policy policy(String name) {
        if (name.endsWith(".yaml")) {
            return PolicyReader.read(file.resolveSibling(name));
        }
        List<Policy> builtIn = PolicyFiles.builtIn();
        List<String> names = builtIn.stream().map(Policy::name).toList();
        return builtIn.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ScenarioFault(file + ": policy: there is no built-in policy \"" + name + "\""
                        + NearestName.of(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; known are " + String.join(", ", names) + ", and files that end in .yaml")));
    }

    private Set<AccountId> accounts(String key) {
        try {
            return Arrays.stream(head.getOrDefault(key, "").split(","))
                    .map(String::strip)
                    .filter(account -> !account.isEmpty())
                    .map(AccountId::parse)
                    .collect(Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw new ScenarioFault(file + ": " + key + ": " + e.getMessage());
        }
    }
}
