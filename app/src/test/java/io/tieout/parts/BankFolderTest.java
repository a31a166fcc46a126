package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import java.io.IOException;
import java.util.List;
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

    @Test
    void secretsOfAnSftpServerAreGivenByReference() {
        Settings settings = Settings.of(List.of(
                new GivenSetting("bank.folder", "sftp://tieout@sftp.example.com/out", "test"),
                new GivenSetting("bank.sftp.password", "correct horse", "test"),
                new GivenSetting("bank.sftp.key.passphrase", "battery staple", "test"),
                new GivenSetting("bank.sftp.key.file", "/keys/id", "test"),
                new GivenSetting("bank.sftp.known.hosts", "/keys/known_hosts", "test")));

        Map<String, String> configuration = BankFolder.configuration(
                settings, settings.bankFolder().orElseThrow(), (name, secret) -> "${directory:/secrets:" + name + "}");

        assertThat(configuration)
                .containsEntry("bank.folder", "sftp://tieout@sftp.example.com/out")
                .containsEntry("bank.sftp.password", "${directory:/secrets:bank.sftp.password}")
                .containsEntry("bank.sftp.key.passphrase", "${directory:/secrets:bank.sftp.key.passphrase}")
                .containsEntry("bank.sftp.key.file", "/keys/id")
                .containsEntry("bank.sftp.known.hosts", "/keys/known_hosts");
        assertThat(configuration.values()).noneMatch(value -> value.contains("horse") || value.contains("staple"));
    }
}
