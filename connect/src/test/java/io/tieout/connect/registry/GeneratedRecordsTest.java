package io.tieout.connect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.v1.Match;
import io.tieout.v1.Stage;
import java.io.File;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

final class GeneratedRecordsTest {

    @Test
    void trustsWhatAvroGeneratedAndNothingElse() {
        GeneratedRecords.trust();

        ClassSecurityValidator.validate(Match.class);
        ClassSecurityValidator.validate(Stage.class);
        ClassSecurityValidator.validate(String.class);
        assertThatThrownBy(() -> ClassSecurityValidator.validate(File.class)).isInstanceOf(SecurityException.class);
        assertThat(GeneratedRecords.isGenerated(Fixtures.class)).isFalse();
    }
}
