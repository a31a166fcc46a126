package io.tieout.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import io.tieout.metrics.ObservabilityFiles.Alert;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What needs no running process; OutageTest holds the files against the meters of one. */
class ObservabilityFilesTest {

    private final List<Alert> alerts = ObservabilityFiles.alerts();

    @Test
    void everyAlertHasItsRunbookAndEveryRunbookItsAlert() {
        assertThat(alerts).extracting(Alert::name).doesNotHaveDuplicates();
        var named = new TreeSet<>(alerts.stream().map(Alert::runbook).toList());
        assertThat(named).hasSameSizeAs(alerts).isEqualTo(ObservabilityFiles.runbooks());
    }

    @Test
    void everyRunbookIsAboutItsAlertAndNamesTheRuleAsItIs() {
        assertThat(alerts)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(
                                ObservabilityFiles.text(GoldenFile.root().resolve(alert.runbook())))
                        .startsWith("# " + alert.name() + "\n")
                        .contains("`" + alert.expression() + "`"));
    }

    @Test
    void metersAreFoundInExpressions() {
        assertThat(ObservabilityFiles.named())
                .contains("tieout_conservation_difference", "tieout_ingest_to_match_latency_seconds_bucket")
                .allSatisfy(name -> assertThat(name).matches("(tieout|jvm|process)_[a-z0-9_]+"));
        assertThat(ObservabilityFiles.chosen())
                .contains(new ObservabilityFiles.Wanted("tieout_exceptions_open", "age", "over_30d"));
    }

    @Test
    void whatThePageListsIsWhatTheFilesName() {
        var ofOurs = ObservabilityFiles.named().stream()
                .filter(name -> name.startsWith("tieout_"))
                .map(name -> name.replaceFirst("_bucket$", ""))
                .collect(Collectors.toSet());

        assertThat(ObservabilityFiles.listed()).containsAll(ofOurs);
    }
}
