package io.tieout.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects the faults of one file, so that a person mends them in one go; and what its reading asked for. */
public final class Faults {

    private final String file;
    private final List<Fault> found = new ArrayList<>();
    private final AskedKeys asked = new AskedKeys();

    public Faults(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    /** The keys that the reading has asked for so far. */
    public AskedKeys asked() {
        return asked;
    }

    /** A fault of the file as a whole. */
    public void add(String problem) {
        found.add(new Fault(file, 0, 0, "", problem));
    }

    public void add(int line, int column, String field, String problem) {
        found.add(new Fault(file, line, column, field, problem));
    }

    /** Marks count lines and columns from 0, people from 1. */
    public void add(Optional<Mark> mark, String field, String problem) {
        add(mark.map(Mark::getLine).orElse(-1) + 1, mark.map(Mark::getColumn).orElse(-1) + 1, field, problem);
    }

    public boolean none() {
        return found.isEmpty();
    }

    public List<Fault> found() {
        return List.copyOf(found);
    }
}
