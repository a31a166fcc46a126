package io.tieout.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --json FILE} asks for. */
final class JsonFile {

    private JsonFile() {}

    /** @param what is written, as somebody would call it: {@code The verdict} */
    static void write(Path file, String what, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be written to " + file, e);
        }
    }
}
