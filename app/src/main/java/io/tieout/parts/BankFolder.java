package io.tieout.parts;

import io.tieout.config.DurationText;
import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.folder.BankFolderConfig;
import io.tieout.connect.bank.folder.BankFolderSourceConnector;
import io.tieout.connect.bank.folder.SftpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The connector that takes statement files from a folder, as a Connect cluster is told about it. */
public final class BankFolder {

    /** Name of the connector, here and in the file for clusters elsewhere. */
    public static final String CONNECTOR = "tieout-bank";

    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private BankFolder() {}

    /** Makes the folder, so that the connector finds it; one on a server is its owner's to make. */
    public static void make(String folder) {
        if (SftpAddress.isOne(folder)) {
            return;
        }
        try {
            Files.createDirectories(Path.of(folder));
        } catch (IOException e) {
            throw new PartException(
                    "bank.folder cannot be made: " + e + "\nName a folder that this user may write to.", e);
        }
    }

    /**
     * The same as connect/config/sources/bank.json, with what the settings say filled in.
     *
     * @param secrets writes a secret where the worker finds it, and gives what the worker replaces by it
     */
    public static Map<String, String> configuration(
            Settings settings, String folder, BiFunction<String, String, String> secrets) {
        Map<String, String> configuration = configuration(settings, folder);
        settings.bankSftpPassword()
                .ifPresent(word -> configuration.put(
                        BankFolderConfig.SFTP_PASSWORD, secrets.apply(BankFolderConfig.SFTP_PASSWORD, word.value())));
        settings.bankSftpKeyPassphrase()
                .ifPresent(word -> configuration.put(
                        BankFolderConfig.SFTP_KEY_PASSPHRASE,
                        secrets.apply(BankFolderConfig.SFTP_KEY_PASSPHRASE, word.value())));
        return configuration;
    }

    /** Without secrets. */
    public static Map<String, String> configuration(Settings settings, String folder) {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("connector.class", BankFolderSourceConnector.class.getName());
        configuration.put("tasks.max", "1");
        configuration.put(BankFolderConfig.TOPIC, RawTopics.BANK_STATEMENT);
        configuration.put(BankFolderConfig.FOLDER, folder);
        configuration.put(BankFolderConfig.SETTLE, DurationText.of(settings.bankFolderSettle()));
        settings.bankCsvProfile()
                .ifPresent(profile -> configuration.put(BankFolderConfig.CSV_PROFILE, profile.toString()));
        settings.bankSftpKnownHosts()
                .ifPresent(file -> configuration.put(BankFolderConfig.SFTP_KNOWN_HOSTS, file.toString()));
        settings.bankSftpKeyFile()
                .ifPresent(file -> configuration.put(BankFolderConfig.SFTP_KEY_FILE, file.toString()));
        if (settings.bankAccounts().size() == 1) {
            // Where there is one account only, a report that names none is of that.
            configuration.put(
                    BankFolderConfig.STATUS_ACCOUNT,
                    settings.bankAccounts().iterator().next());
        }
        configuration.put("key.converter", STRING);
        configuration.put("value.converter", BYTES);
        configuration.put("header.converter", STRING);
        // A part that cannot be written stops the connector: skipping it would leave half a file in the topic.
        configuration.put("errors.tolerance", "none");
        configuration.put("producer.override.acks", "all");
        configuration.put("producer.override.enable.idempotence", "true");
        configuration.put("producer.override.max.in.flight.requests.per.connection", "1");
        configuration.put("producer.override.compression.type", "lz4");
        return configuration;
    }
}
