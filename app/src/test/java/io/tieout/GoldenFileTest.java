package io.tieout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenFileTest {

    @Test
    void showsTheLinesThatChangedAndNoOthers() {
        var changed = GoldenFile.changedLines(List.of("a", "b", "c", "z"), List.of("a", "B", "C", "D", "z"));

        assertThat(changed).isEqualTo("@@ line 2 @@\n- b\n- c\n+ B\n+ C\n+ D\n");
    }

    @Test
    void aDifferenceNamesTheCommandThatRecordsIt() {
        assumeFalse(Boolean.getBoolean("record"), "recording");

        assertThatThrownBy(() -> GoldenFile.in("README.md").mustBe("something else"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("README.md")
                .hasMessageContaining("+ something else")
                .hasMessageContaining("-Drecord=true -Dtest=GoldenFileTest");
    }
}
