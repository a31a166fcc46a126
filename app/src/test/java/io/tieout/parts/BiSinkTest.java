package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BiSinkTest {

    @Test
    void theFileForAClusterElsewhereSaysWhatTheLocalStackPosts() throws IOException {
        var file = new ObjectMapper()
                .readTree(GoldenFile.root()
                        .resolve("connect/config/sinks/bi.json")
                        .toFile());

        assertThat(file.path("name").asText()).isEqualTo(BiSink.CONNECTOR);
        assertThat(new ObjectMapper().convertValue(file.path("config"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(BiSink.configuration(
                        "${env:BI_DATABASE_URL}",
                        "${env:BI_DATABASE_USER}",
                        "${env:BI_DATABASE_PASSWORD}",
                        "${env:SCHEMA_REGISTRY_URL}"));
    }
}
