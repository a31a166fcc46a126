package io.tieout.bench;

import io.tieout.bench.Drain.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to measure.
 *
 * @param parts which parts
 * @param engines who runs the pairs
 * @param open numbers of open cases
 * @param pairs how many pairs; 0 for as many as the number of open cases takes
 * @param rounds how often each is measured; the median counts
 * @param quick a short run that shows that it works: its figures are of a cold virtual machine
 * @param wide at least once and two threads as well
 */
public record Options(
        Set<Part> parts,
        Set<Engine> engines,
        List<Integer> open,
        int pairs,
        int rounds,
        long seed,
        boolean quick,
        boolean wide) {

    /** A part of the benchmark. */
    public enum Part {
        CORE,
        PAIR,
        GROUP,
        POOL,
        RESTART,
        ODOO,
        QUERY
    }

    /** The part of this name, as it is typed. */
    public static Optional<Part> part(String name) {
        return Arrays.stream(Part.values())
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** How the parts are typed. */
    public static String partNames() {
        return Arrays.stream(Part.values())
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Those who drain the pairs, by their names as they are typed; none named is all. */
    public static Optional<Set<Engine>> engines(Set<String> names) {
        var engines = EnumSet.noneOf(Engine.class);
        for (Engine engine : Engine.values()) {
            if (names.isEmpty() || names.contains(engine.option())) {
                engines.add(engine);
            }
        }
        return names.isEmpty() || names.size() == engines.size() ? Optional.of(engines) : Optional.empty();
    }

    public Options {
        parts = Set.copyOf(parts);
        engines = Set.copyOf(engines);
        open = List.copyOf(open);
    }

    /** Enough that the state has filled and as much again is measured. */
    int pairsAt(int openCases) {
        if (pairs > 0) {
            return pairs;
        }
        if (quick) {
            return Math.max(30_000, 4 * openCases);
        }
        return Math.max(500_000, openCases >= 1_000_000 ? openCases * 5 / 2 : 5 * openCases);
    }

    /** Part of the input that fills the state. */
    private double warmUpAt(int openCases) {
        double filled = 2.0 * openCases / pairsAt(openCases);
        return Math.min(0.85, Math.max(0.4, filled));
    }

    List<Setting> settingsAt(int openCases) {
        var settings = new ArrayList<Setting>();
        double warmUp = warmUpAt(openCases);
        for (Engine engine : Engine.values()) {
            if (engines.contains(engine)) {
                settings.add(new Setting(engine, true, 1, warmUp));
                if (wide) {
                    settings.add(new Setting(engine, false, 1, warmUp));
                    settings.add(new Setting(engine, true, 2, warmUp));
                }
            }
        }
        return settings;
    }
}
