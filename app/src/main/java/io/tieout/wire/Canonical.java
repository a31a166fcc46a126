package io.tieout.wire;

import io.tieout.matching.AccountId;
import io.tieout.matching.Entry;
import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Published entries and coverage, read back as what matching is given. */
public final class Canonical {

    private Canonical() {}

    /** The entry that a record states; null when it states coverage. */
    public static @Nullable Entry entry(SpecificRecord record) {
        return record instanceof io.tieout.v1.Entry entry ? EntryWire.toCore(entry) : null;
    }

    /** The coverage that a record states, for the partition that it names. */
    public static Routed.Mark mark(SpecificRecord record) {
        if (!(record instanceof CoverageReport report)) {
            throw new IllegalStateException("A canonical entry or coverage was expected, not "
                    + record.getSchema().getFullName());
        }
        Integer partition = report.getPartition();
        Instant to = report.getCoveredTo();
        if (partition == null || to == null) {
            throw new IllegalStateException("Coverage for matching names its partition and its end: " + report);
        }
        List<Routed.Sent> sent = report.getControlTotals().stream()
                .map(total -> new Routed.Sent(
                        total.getPolicy(), total.getCurrency(), total.getSentCount(), total.getSentMinor()))
                .toList();
        return new Routed.Mark(
                new AccountId(report.getSource(), report.getAccount()),
                heard(report, new Interval(report.getCoveredFrom(), to)),
                partition,
                sent,
                Routed.SENT_BY_INTAKE);
    }

    private static Heard heard(CoverageReport report, Interval newest) {
        var spans = new ArrayList<Interval>();
        report.getEarlierSpans().forEach(span -> spans.add(new Interval(span.getCoveredFrom(), span.getCoveredTo())));
        spans.add(newest);
        return new Heard(spans, spans.get(0).from());
    }

    /** A mark as the record that {@link #mark} reads. */
    public static SpecificRecord record(Routed.Mark mark) {
        var totals = new ArrayList<ControlTotal>(mark.sent().size());
        for (Routed.Sent sent : mark.sent()) {
            totals.add(Outcomes.control(sent, BucketTotals.zero()));
        }
        return Outcomes.report(mark.account(), mark.partition(), mark.heard(), totals);
    }
}
