package io.tieout.connect.bank.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.fs.SftpFileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder on an SFTP server. A server is only talked to when its key stands in the file of known hosts: whoever can pose as
 * the bank's server could put statements there. Nothing of the user's own SSH configuration is read.
 */
final class SftpPlace implements Place {

    private static final Logger LOG = LoggerFactory.getLogger(SftpPlace.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private final SftpAddress address;
    private final Path knownHosts;
    private final @Nullable Password password;
    private final @Nullable Path key;
    private final @Nullable Password passphrase;
    private final SshClient client;
    private boolean isUnknownHost;
    private @Nullable ClientSession session;
    private @Nullable SftpFileSystem files;

    SftpPlace(
            SftpAddress address,
            Path knownHosts,
            @Nullable Password password,
            @Nullable Path key,
            @Nullable Password passphrase) {
        this.address = address;
        this.knownHosts = knownHosts;
        this.password = password;
        this.key = key;
        this.passphrase = passphrase;
        client = SshClient.setUpDefaultClient();
        var known = new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, knownHosts);
        client.setServerKeyVerifier((talking, from, offered) -> {
            boolean isKnown = known.verifyServerKey(talking, from, offered);
            isUnknownHost = !isKnown;
            return isKnown;
        });
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setSessionHeartbeat(HeartbeatType.IGNORE, HEARTBEAT);
        client.start();
    }

    @Override
    public Path folder() throws IOException {
        SftpFileSystem reached = files;
        if (reached == null || session == null || !session.isOpen() || !reached.isOpen()) {
            lost();
            reached = SftpClientFactory.instance().createSftpFileSystem(connected());
            files = reached;
        }
        return reached.getPath(address.path());
    }

    private ClientSession connected() throws IOException {
        ClientSession opened = client.connect(address.user(), address.host(), address.port())
                .verify(PATIENCE)
                .getSession();
        session = opened;
        isUnknownHost = false;
        Password word = password;
        if (word != null) {
            opened.addPasswordIdentity(word.value());
        }
        Path file = key;
        if (file != null) {
            identify(opened, file);
        }
        try {
            opened.auth().verify(PATIENCE);
        } catch (IOException e) {
            if (isUnknownHost) {
                throw new ConnectException(address + ": the key of this server is not in " + knownHosts
                        + ". Ask its owner for its fingerprint, compare it with what `ssh-keyscan -p " + address.port()
                        + " " + address.host() + "` shows, add that line to the file, then restart the task.");
            }
            if (opened.isOpen()) {
                throw new ConnectException(address + ": the server refuses this user with the password or key given."
                        + " Check bank.sftp.password or bank.sftp.key.file, then restart the task.");
            }
            throw e;
        }
        LOG.info("{} is reached", address);
        return opened;
    }

    private void identify(ClientSession opened, Path file) throws IOException {
        Password word = passphrase;
        FilePasswordProvider phrase = word == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(word.value());
        boolean any = false;
        try (InputStream in = Files.newInputStream(file)) {
            var pairs = SecurityUtils.loadKeyPairIdentities(opened, new PathResource(file), in, phrase);
            if (pairs != null) {
                for (var pair : pairs) {
                    opened.addPublicKeyIdentity(pair);
                    any = true;
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new ConnectException(
                    "bank.sftp.key.file " + file + " cannot be read as a private key: " + e.getMessage()
                            + ". Check the file and bank.sftp.key.passphrase, then restart the task.",
                    e);
        }
        if (!any) {
            throw new ConnectException("bank.sftp.key.file " + file + " holds no private key.");
        }
    }

    @Override
    public void lost() {
        closed(files);
        closed(session);
        files = null;
        session = null;
    }

    private void closed(@Nullable AutoCloseable one) {
        if (one == null) {
            return;
        }
        try {
            one.close();
        } catch (Exception e) {
            // It was broken, or it is not needed any more.
            LOG.debug("{}: closed with {}", address, e.toString());
        }
    }

    @Override
    public void close() {
        lost();
        client.stop();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
