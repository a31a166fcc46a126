package io.tieout.connect.bank.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder on an SFTP server: the same scenarios, and what can go wrong on the way there. */
final class SftpFolderTest extends FolderScenarios {

    private static final String PASSWORD = "correct horse";

    @SuppressWarnings("NullAway.Init")
    private static KeyPair hostKey;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path own;

    @SuppressWarnings("NullAway.Init")
    private SshServer server;

    private List<PublicKey> users = List.of();

    @BeforeAll
    static void makeHostKey() throws Exception {
        hostKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    @Override
    void place(FolderRun of) throws IOException {
        server = served(0);
        Files.writeString(own.resolve("known_hosts"), knownHost(hostKey.getPublic()));
        of.settings.put(
                BankFolderConfig.FOLDER, "sftp://tieout@127.0.0.1:" + server.getPort() + "/" + folder.getFileName());
        of.settings.put(
                BankFolderConfig.SFTP_KNOWN_HOSTS, own.resolve("known_hosts").toString());
        of.settings.put(BankFolderConfig.SFTP_PASSWORD, PASSWORD);
    }

    /** A server that shows the folder of the scenario. */
    private SshServer served(int port) throws IOException {
        SshServer made = SshServer.setUpDefaultServer();
        made.setHost("127.0.0.1");
        made.setPort(port);
        made.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        made.setPasswordAuthenticator((user, word, session) -> user.equals("tieout") && word.equals(PASSWORD));
        made.setPublickeyAuthenticator((user, key, session) -> KeyUtils.findMatchingKey(key, users) != null);
        made.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        made.setFileSystemFactory(new VirtualFileSystemFactory(folder.getParent()));
        made.start();
        return made;
    }

    private String knownHost(PublicKey key) {
        return "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key) + "\n";
    }

    @AfterEach
    void stopServer() throws IOException {
        server.stop(true);
    }

    @Test
    void aServerThatWasAwayIsReachedAgainAndNoFileIsLost() throws IOException {
        run.put("march.sta", MARCH);
        run.goOn();
        int port = server.getPort();
        server.stop(true);
        run.put("april.sta", MARCH.replace("coffee", "tea"));
        run.goOn();
        assertThat(run.files("")).as("while it is away").containsExactly("april.sta");

        server = served(port);
        run.goOn();

        assertThat(run.files("done")).containsExactly("april.sta", "march.sta");
        assertThat(run.topic).hasSize(2);
    }

    @Test
    void aServerThatGoesAwayBetweenTheTopicAndTheMoveGivesTheFileOnce() throws IOException {
        run.put("march.sta", MARCH);
        run.passes(java.time.Duration.ofSeconds(1));
        assertThat(run.pollOnly()).isEmpty();
        run.passes(java.time.Duration.ofSeconds(11));
        var records = run.pollOnly();
        int port = server.getPort();
        server.stop(true);
        records.forEach(record -> run.write(record, true));
        run.goOn();
        server = served(port);
        run.goOn();

        assertThat(run.topic).hasSize(1);
        assertThat(run.files("done")).containsExactly("march.sta");
    }

    @Test
    void aServerWhoseKeyIsNotKnownIsNotTalkedTo() throws Exception {
        KeyPair other = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        for (String known : List.of("", knownHost(other.getPublic()))) {
            Files.writeString(own.resolve("known_hosts"), known);
            run.killed();
            run.put("march.sta", MARCH);
            assertThatThrownBy(run::goOn)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("is not in " + own.resolve("known_hosts"))
                    .hasMessageContaining("ssh-keyscan");
        }
        assertThat(run.files("")).containsExactly("march.sta");
    }

    @Test
    void aWrongPasswordStopsTheTaskAndIsNotShown() {
        run.settings.put(BankFolderConfig.SFTP_PASSWORD, "wrong-secret");
        run.killed();
        assertThatThrownBy(run::goOn)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("refuses this user")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void aPrivateKeyWithAPassphraseLogsIn() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair user = generator.generateKeyPair();
        users = List.of(user.getPublic());
        var encryption = new OpenSSHKeyEncryptionContext();
        encryption.setCipherType("256");
        encryption.setCipherMode("CTR");
        encryption.setPassword("phrase");
        try (var out = Files.newOutputStream(own.resolve("id_ecdsa"))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(user, "tieout", encryption, out);
        }
        run.settings.remove(BankFolderConfig.SFTP_PASSWORD);
        run.settings.put(BankFolderConfig.SFTP_KEY_FILE, own.resolve("id_ecdsa").toString());
        run.settings.put(BankFolderConfig.SFTP_KEY_PASSPHRASE, "phrase");
        run.killed();
        run.put("march.sta", MARCH);
        run.goOn();
        assertThat(run.files("done")).containsExactly("march.sta");

        run.settings.put(BankFolderConfig.SFTP_KEY_PASSPHRASE, "another");
        run.killed();
        assertThatThrownBy(run::goOn)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("bank.sftp.key.passphrase");
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingStarts() {
        Map<String, String> settings = run.settings;
        settings.remove(BankFolderConfig.SFTP_PASSWORD);
        assertThatThrownBy(() -> new BankFolderSourceConnector().start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bank.sftp.key.file");
        settings.put(BankFolderConfig.SFTP_PASSWORD, PASSWORD);
        settings.remove(BankFolderConfig.SFTP_KNOWN_HOSTS);
        assertThatThrownBy(() -> new BankFolderSourceConnector().start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ssh-keyscan");
        settings.put(BankFolderConfig.FOLDER, "sftp://tieout:secret@host/in");
        assertThatThrownBy(() -> new BankFolderSourceConnector().start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bank.sftp.password")
                .hasMessageNotContaining("secret@");
    }

    @Test
    void anAddressIsReadAsPeopleWriteIt() {
        assertThat(SftpAddress.parse("sftp://bank@sftp.example.com/out"))
                .isEqualTo(new SftpAddress("bank", "sftp.example.com", 22, "/out"));
        assertThat(SftpAddress.parse("sftp://bank@sftp.example.com:2222/~/out/daily"))
                .isEqualTo(new SftpAddress("bank", "sftp.example.com", 2222, "out/daily"))
                .hasToString("sftp://bank@sftp.example.com:2222/~/out/daily");
        for (String wrong : List.of("sftp://host/in", "sftp://user@host", "sftp://us er@host/in")) {
            assertThatThrownBy(() -> SftpAddress.parse(wrong)).hasMessageContaining("sftp://user@host:22/path");
        }
    }
}
