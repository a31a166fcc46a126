package io.tieout.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of files from which connectors of the local worker read what must not stand in a topic. */
public final class Secrets {

    private final Path folder;

    Secrets(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a secret, readable by this user alone, and returns the reference that a connector's
     * configuration holds in its place, such as <code>${directory:/data/secrets:stripe.api.key}</code>.
     */
    public String write(String name, String secret) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
            throw new LocalStackException(
                    "A secret cannot be named '" + name + "': use letters, digits, dots, dashes and underscores.");
        }
        try {
            Path fresh = Files.createTempFile(
                    folder,
                    ".",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, secret.getBytes(StandardCharsets.UTF_8));
            Files.move(
                    fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalStackException("The secret " + name + " cannot be written to " + folder + ": " + e, e);
        }
        return "${directory:" + folder + ":" + name + "}";
    }
}
