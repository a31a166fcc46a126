package io.tieout.connect.bank.folder;

import io.tieout.connect.DurationSetting;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.CsvProfile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The settings of {@link BankFolderSourceConnector}. */
public final class BankFolderConfig extends AbstractConfig {

    public static final String FOLDER = "bank.folder";
    public static final String TOPIC = "topic";
    public static final String ADYEN_TOPIC = "adyen.topic";
    public static final String STATUS_ACCOUNT = "bank.status.account";
    public static final String INTERVAL = "bank.folder.interval";
    public static final String SETTLE = "bank.folder.settle";
    public static final String CSV_PROFILE = "bank.csv.profile";
    public static final String FILE_MAX_BYTES = "bank.file.max.bytes";

    public static final String SFTP_KNOWN_HOSTS = "bank.sftp.known.hosts";
    public static final String SFTP_PASSWORD = "bank.sftp.password";
    public static final String SFTP_KEY_FILE = "bank.sftp.key.file";
    public static final String SFTP_KEY_PASSPHRASE = "bank.sftp.key.passphrase";

    private static final int LARGEST = 64 << 20;
    private static final int LONGEST_PROFILE = 64 << 10;

    public BankFolderConfig(Map<String, String> settings) {
        super(definition(), settings, false);
    }

    /** Every setting with its documentation. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        FOLDER,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Folder into which statement files of banks, and settlement reports, are put, on the worker's machine or, as"
                                + " sftp://user@host:22/path, on a server. The worker must be able to rename files in it:"
                                + " what was taken moves to done/, what is known already to duplicates/, what cannot be"
                                + " read to quarantine/.")
                .define(
                        SFTP_KNOWN_HOSTS,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "File of known hosts, as OpenSSH has it, with the key of the SFTP server. No other server is"
                                + " talked to.")
                .define(
                        SFTP_PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "Password of the user at the SFTP server.")
                .define(
                        SFTP_KEY_FILE,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "File with the private key of the user at the SFTP server.")
                .define(SFTP_KEY_PASSPHRASE, ConfigDef.Type.PASSWORD, null, Importance.LOW, "Passphrase of that key.")
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        RawTopics.BANK_STATEMENT,
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "Topic of the raw files.")
                .define(
                        ADYEN_TOPIC,
                        ConfigDef.Type.STRING,
                        RawTopics.ADYEN_NOTIFICATION,
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "Topic of Adyen's settlement reports that are found in the folder: the one that holds the"
                                + " notifications of the same merchant account.")
                .define(
                        STATUS_ACCOUNT,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Account, as the bank's statements name it, of payments on which a payment status report (pain.002)"
                                + " says how they stand, but not from which account they go. Without one, such a report"
                                + " is quarantined.")
                .define(
                        INTERVAL,
                        ConfigDef.Type.STRING,
                        "5s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "How often to look into the folder.")
                .define(
                        SETTLE,
                        ConfigDef.Type.STRING,
                        "10s",
                        new DurationSetting(Duration.ZERO),
                        Importance.MEDIUM,
                        "How long size and time of a file must stay as they are before it is taken. Make it longer than"
                                + " the pauses of whoever writes the files, or let them be written under a name that"
                                + " begins with a dot or ends in .part or .tmp, and renamed.")
                .define(
                        CSV_PROFILE,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Properties file that says how the CSV files of this folder are written. Without one, a CSV"
                                + " file is quarantined.")
                .define(
                        FILE_MAX_BYTES,
                        ConfigDef.Type.INT,
                        16 << 20,
                        ConfigDef.Range.between(1, LARGEST),
                        Importance.LOW,
                        "A larger file is quarantined: what is taken at once is held in memory at once.");
    }

    boolean isRemote() {
        return SftpAddress.isOne(getString(FOLDER));
    }

    Path folder() {
        return Path.of(getString(FOLDER));
    }

    /** Where the folder is; nothing is reached yet. */
    Place place() {
        if (!isRemote()) {
            return new Place.Local(folder());
        }
        checkSftp();
        return new SftpPlace(
                address(),
                Path.of(getString(SFTP_KNOWN_HOSTS)),
                getPassword(SFTP_PASSWORD),
                file(SFTP_KEY_FILE),
                getPassword(SFTP_KEY_PASSPHRASE));
    }

    /** Says what an SFTP server needs and is not there. */
    void checkSftp() {
        if (!isRemote()) {
            return;
        }
        SftpAddress address = address();
        Path knownHosts = file(SFTP_KNOWN_HOSTS);
        if (knownHosts == null || !Files.isReadable(knownHosts)) {
            throw new ConfigException(
                    SFTP_KNOWN_HOSTS,
                    knownHosts,
                    "It must name a readable file with the key of " + address.host()
                            + ", as `ssh-keyscan` writes it, after its fingerprint was compared.");
        }
        Path key = file(SFTP_KEY_FILE);
        if (key == null && getPassword(SFTP_PASSWORD) == null) {
            throw new ConfigException("Neither " + SFTP_PASSWORD + " nor " + SFTP_KEY_FILE + " is set, so " + address
                    + " cannot be logged in to.");
        }
        if (key != null && !Files.isReadable(key)) {
            throw new ConfigException(SFTP_KEY_FILE, key, "There is no such file that can be read.");
        }
    }

    private SftpAddress address() {
        try {
            return SftpAddress.parse(getString(FOLDER));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(FOLDER + ": " + e.getMessage());
        }
    }

    private @Nullable Path file(String name) {
        @Nullable String file = getString(name);
        return file == null || file.isBlank() ? null : Path.of(file);
    }

    /** Where files of the kind go. */
    String topic(String kind) {
        return getString(kind.equals(RawTopics.KIND_SETTLEMENT_REPORT) ? ADYEN_TOPIC : TOPIC);
    }

    /** Whose payments they are where the bank does not say; null when that is not set. */
    @Nullable
    String statusAccount() {
        @Nullable String account = getString(STATUS_ACCOUNT);
        return account == null || account.isBlank() ? null : account.replaceAll("\\s+", "");
    }

    int largestFile() {
        return getInt(FILE_MAX_BYTES);
    }

    Duration duration(String name) {
        return DurationSetting.parse(getString(name));
    }

    /** The text of the profile, checked; null when there is none. */
    @Nullable
    String profile() {
        @Nullable String file = getString(CSV_PROFILE);
        if (file == null || file.isBlank()) {
            return null;
        }
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
            if (text.length() > LONGEST_PROFILE) {
                throw new ConfigException(CSV_PROFILE, file, "It is longer than a profile can be.");
            }
            profile(text);
            return text;
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(CSV_PROFILE, file, "It is no readable profile: " + e.getMessage());
        }
    }

    /**
     * Reads the text of a profile.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static @Nullable CsvProfile profile(@Nullable String text) throws IOException {
        if (text == null) {
            return null;
        }
        var properties = new Properties();
        properties.load(new StringReader(text));
        return CsvProfile.of(properties);
    }
}
