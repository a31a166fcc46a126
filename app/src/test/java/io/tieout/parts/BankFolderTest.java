package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.config.Settings;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BankFolderTest {

    @Test
    void theFileForAClusterElsewhereSaysWhatTheLocalStackPosts() throws IOException {
        var file = new ObjectMapper()
                .readTree(GoldenFile.root()
                        .resolve("connect/config/sources/bank.json")
                        .toFile());

        assertThat(file.path("name").asText()).isEqualTo(BankFolder.CONNECTOR);
        assertThat(new ObjectMapper().convertValue(file.path("config"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(BankFolder.configuration(Settings.defaults(), "${env:BANK_FOLDER}"));
    }
}
