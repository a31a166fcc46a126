package io.tieout.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.bench.Options.Part;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The benchmark runs, and finds in every engine's outcomes what its input implies. Its figures are not looked at. */
final class BenchTest {

    @Test
    void drainsTheSameInputByEveryEngineAndSaysHowTheyCompare() throws InterruptedException {
        var options =
                new Options(Set.of(Part.PAIR), EnumSet.allOf(Engine.class), List.of(100), 1_500, 1, 7, true, false);
        var progress = new StringWriter();

        BenchReport report = new Bench(options, Clock.systemUTC(), new PrintWriter(progress)).run();

        assertThat(report.isSound()).as(progress.toString()).isTrue();
        JsonNode measured = report.json().get("pair");
        assertThat(measured)
                .extracting(one -> one.get("engine").asText())
                .containsExactly("pass-through", "outerJoin", "bare matcher", "tieout");
        JsonNode tieout = measured.get(3);
        assertThat(tieout.get("of_outer_join").asDouble()).isPositive();
        assertThat(tieout.get("of_pass_through").asDouble()).isPositive();
        assertThat(tieout.get("rounds").get(0).get("producer_records_per_event").asDouble())
                .as("what is written for each entry; the limit is what it was when this was written, and some room")
                .isBetween(2.0, 4.0);
    }

    @Test
    void measuresWhatADecisionCostsByItself() throws InterruptedException {
        var options = new Options(Set.of(Part.CORE), Set.of(), List.of(), 0, 1, 7, true, false);
        var table = new StringWriter();

        BenchReport report = new Bench(options, Clock.systemUTC(), new PrintWriter(new StringWriter())).run();
        report.print(new PrintWriter(table));

        assertThat(report.isSound()).isTrue();
        assertThat(StreamSupport.stream(report.json().get("cost").spliterator(), false))
                .extracting(one -> one.get("part").asText())
                .containsExactly("core: a pair decision");
        assertThat(table.toString()).contains("core: a pair decision");
    }
}
