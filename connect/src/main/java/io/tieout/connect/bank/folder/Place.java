package io.tieout.connect.bank.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of a folder are: on this machine, or on a server. */
interface Place extends AutoCloseable {

    /** The folder; the way to it is found anew where it was lost. */
    Path folder() throws IOException;

    /** Something went wrong there: whatever way was found is not trusted any more. */
    void lost();

    @Override
    void close();

    /** A folder on this machine. */
    record Local(Path folder) implements Place {

        @Override
        public void lost() {
            // It is there, or it is not.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }

        @Override
        public String toString() {
            return folder.toString();
        }
    }
}
