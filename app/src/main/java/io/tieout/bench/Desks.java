package io.tieout.bench;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.ProcessSchemaIds;
import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.topology.DeskOnDisk;
import io.tieout.wire.ContractSerdes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/** Makes a desk on a directory that is thrown away. */
final class Desks implements AutoCloseable {

    private final Path directory;
    private final DeskOnDisk desk;

    private Desks(Path directory, DeskOnDisk desk) {
        this.directory = directory;
        this.desk = desk;
    }

    static Desks open(Policy policy, Set<AccountId> expected) {
        GeneratedRecords.trust();
        try {
            Path directory = Files.createTempDirectory("tieout-bench");
            return new Desks(
                    directory,
                    new DeskOnDisk(policy, expected, ContractSerdes.ours(new ProcessSchemaIds()), directory));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no room for the stores of the benchmark", e);
        }
    }

    DeskOnDisk desk() {
        return desk;
    }

    @Override
    public void close() {
        desk.close();
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The stores of the benchmark cannot be deleted: " + directory, e);
        }
    }
}
