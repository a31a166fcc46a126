package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy and the story of topology-docs/first-hour.md, as they are printed there. */
class FirstHourTest {

    private static final Pattern EXPRESSION = Pattern.compile("-e 's/(.*?)/(.*?)/'");
    private static final Pattern STORY = Pattern.compile("```\n(scenario: .*?)```", Pattern.DOTALL);

    @Test
    void itsPolicyIsAcceptedAndItsStoryHolds(@TempDir Path directory) throws IOException {
        String page = Files.readString(GoldenFile.root().resolve("topology-docs/first-hour.md"));
        String policy =
                Files.readString(GoldenFile.root().resolve("app/src/main/resources/policies/card-capture.yaml"));
        for (MatchResult edit : EXPRESSION.matcher(page).results().toList()) {
            Matcher line = Pattern.compile(edit.group(1), Pattern.MULTILINE).matcher(policy);
            assertThat(line.find())
                    .as("there is something to edit by " + edit.group())
                    .isTrue();
            policy = line.replaceFirst(Matcher.quoteReplacement(edit.group(2)));
        }
        Path written = Files.writeString(directory.resolve("card-capture.yaml"), policy);
        Matcher story = STORY.matcher(page);
        assertThat(story.find()).isTrue();
        Path told = Files.writeString(directory.resolve("five-cents.txt"), story.group(1));

        var checked = new Terminal(Map.of()).type("policy", "check", written.toString());
        assertThat(checked.exitCode()).as(checked.out() + checked.err()).isEqualTo(ExitCode.OK);
        assertThat(checked.out()).contains("card-capture version 2");

        var held = new Terminal(Map.of()).type("scenario", told.toString());
        assertThat(held.exitCode()).as(held.out() + held.err()).isEqualTo(ExitCode.OK);

        Files.writeString(told, story.group(1).replace("off by 0.05", "off by 0.04"));
        var failed = new Terminal(Map.of()).type("scenario", told.toString());
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(failed.out()).contains("came instead: match pi_1 on time off by 0.05 EUR");
    }
}
