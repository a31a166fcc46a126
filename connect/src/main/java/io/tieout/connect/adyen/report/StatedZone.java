package io.tieout.connect.adyen.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A time zone as a report names it: the short names that Adyen writes, a region or an offset. Adyen writes the name of the
 * zone, in summer too; so a short name stands for its region, and of an hour that comes twice it says which one.
 */
final class StatedZone {

    private static final Map<String, String> REGIONS = Map.ofEntries(
            Map.entry("CET", "Europe/Amsterdam"),
            Map.entry("CEST", "Europe/Amsterdam"),
            Map.entry("EET", "Europe/Helsinki"),
            Map.entry("EEST", "Europe/Helsinki"),
            Map.entry("WET", "Europe/Lisbon"),
            Map.entry("WEST", "Europe/Lisbon"),
            Map.entry("BST", "Europe/London"),
            Map.entry("EST", "America/New_York"),
            Map.entry("EDT", "America/New_York"),
            Map.entry("CST", "America/Chicago"),
            Map.entry("CDT", "America/Chicago"),
            Map.entry("MST", "America/Denver"),
            Map.entry("MDT", "America/Denver"),
            Map.entry("PST", "America/Los_Angeles"),
            Map.entry("PDT", "America/Los_Angeles"),
            Map.entry("BRT", "America/Sao_Paulo"),
            Map.entry("AEST", "Australia/Sydney"),
            Map.entry("AEDT", "Australia/Sydney"),
            Map.entry("NZST", "Pacific/Auckland"),
            Map.entry("NZDT", "Pacific/Auckland"),
            Map.entry("SGT", "Asia/Singapore"),
            Map.entry("HKT", "Asia/Hong_Kong"),
            Map.entry("JST", "Asia/Tokyo"));

    private static final Set<String> SUMMER =
            Set.of("CEST", "EEST", "WEST", "BST", "EDT", "CDT", "MDT", "PDT", "AEDT", "NZDT");

    private StatedZone() {}

    /**
     * The instant of a local time.
     *
     * @throws DateTimeException when the zone is not known
     */
    static Instant at(LocalDateTime local, String zone) {
        String name = zone.toUpperCase(Locale.ROOT);
        String region = REGIONS.get(name);
        ZonedDateTime at = local.atZone(ZoneId.of(region == null ? zone : region));
        return (region == null || SUMMER.contains(name)
                        ? at.withEarlierOffsetAtOverlap()
                        : at.withLaterOffsetAtOverlap())
                .toInstant();
    }
}
