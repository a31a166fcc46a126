package io.tieout.connect.bank.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.junit.jupiter.api.Test;

/** A folder of this machine. */
final class BankFolderSourceTaskTest extends FolderScenarios {

    @Override
    void place(FolderRun of) {
        of.settings.put(BankFolderConfig.FOLDER, folder.toString());
    }

    @Test
    void theConnectorFileNamesOnlyWhatThereIs() throws Exception {
        var file =
                new ObjectMapper().readTree(Path.of("config/sources/bank.json").toFile());
        Map<String, String> config = new ObjectMapper().convertValue(file.get("config"), new TypeReference<>() {});
        var known = new HashSet<>(BankFolderConfig.definition().names());
        known.addAll(SourceConnectorConfig.configDef().names());
        ProducerConfig.configNames().forEach(name -> known.add("producer.override." + name));
        assertThat(known).containsAll(config.keySet());
        assertThat(config).containsEntry("topic", RawTopics.BANK_STATEMENT);
        assertThat(Class.forName(config.get("connector.class"))).isEqualTo(BankFolderSourceConnector.class);
    }
}
