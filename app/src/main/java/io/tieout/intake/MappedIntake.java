package io.tieout.intake;

import io.tieout.connect.RawTopics;
import io.tieout.mapping.Mapping;
import io.tieout.mapping.MappingReader;
import io.tieout.matching.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents of any system, by mapping files. One topic holds many sources, so the record key is {@code source/account}, as for
 * {@link EntryIntake}; a header names the mapping.
 */
public final class MappedIntake implements Intake {

    private final Map<String, Mapping> mappings;

    /** @param mappings by name */
    public MappedIntake(Map<String, Mapping> mappings) {
        this.mappings = Map.copyOf(mappings);
    }

    @Override
    public AccountId account(String key) throws UnreadableException {
        int slash = key.indexOf('/');
        if (slash < 1 || slash == key.length() - 1 || key.indexOf('/', slash + 1) >= 0) {
            throw new UnreadableException("An account is written source/account, but this is " + key);
        }
        AccountId account = AccountId.parse(key);
        if (key(account).isEmpty()) {
            throw new UnreadableException(
                    "Source " + account.source() + " has a log of its own; " + key + " cannot be mapped here.");
        }
        return account;
    }

    /** Every source that no code of ours reads. */
    @Override
    public Optional<String> key(AccountId account) {
        return MappingReader.OWN_SOURCES.contains(account.source())
                ? Optional.empty()
                : Optional.of(account.toString());
    }

    /** Somebody may state the coverage of a mapped source; nobody must. */
    @Override
    public boolean pushedOnly() {
        return true;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        if (!raw.kind().equals(RawTopics.KIND_EVENT)) {
            throw new UnreadableException("Header " + RawTopics.HEADER_KIND + " says \"" + raw.kind()
                    + "\"; expected is " + RawTopics.KIND_EVENT + " or " + RawTopics.KIND_COVERAGE + ".");
        }
        String name = raw.headers().get(RawTopics.HEADER_MAPPING);
        if (name == null) {
            throw new UnreadableException(
                    "Header " + RawTopics.HEADER_MAPPING + " is missing; it names the mapping of this document.");
        }
        Mapping mapping = mappings.get(name);
        if (mapping == null) {
            throw new UnreadableException("There is no mapping \"" + name + "\""
                    + CanonicalJson.suggestion(
                            name, mappings.keySet().stream().sorted().toList())
                    + "; mappings.dir names the directory of your own.");
        }
        AccountId account = account(raw.account());
        if (!account.source().equals(mapping.source())) {
            throw new UnreadableException("Mapping " + mapping + " states entries of source " + mapping.source()
                    + ", and this is the log of " + account + ".");
        }
        return new MappedReading(mapping, account, raw.lineage()).read(raw.value());
    }
}
