package io.tieout.connect.bank.folder;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Kafka Connect source of the statement files in one folder. One connector a folder, one task a connector. */
public final class BankFolderSourceConnector extends SourceConnector {

    private Map<String, String> settings = Map.of();

    @Override
    public String version() {
        return productVersion();
    }

    @Override
    public void start(Map<String, String> settings) {
        var checked = new BankFolderConfig(settings);
        checked.profile();
        checked.checkSftp();
        if (!checked.isRemote() && !Files.isDirectory(checked.folder())) {
            throw new ConnectException(BankFolderConfig.FOLDER + " is " + checked.folder()
                    + ", and there is no such folder on this worker. Make it, then restart the connector.");
        }
        this.settings = checked.originalsStrings();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return BankFolderSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {
        // Everything that runs belongs to the task.
    }

    @Override
    public ConfigDef config() {
        return BankFolderConfig.definition();
    }

    /**
     * A file is one batch, and so one transaction with its offset. On a worker without exactly-once sources a
     * file may be written twice when the worker is killed; who reads knows it by its content.
     */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    static String productVersion() {
        return Objects.requireNonNullElse(
                BankFolderSourceConnector.class.getPackage().getImplementationVersion(), "development");
    }
}
