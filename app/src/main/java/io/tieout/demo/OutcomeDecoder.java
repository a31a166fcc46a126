package io.tieout.demo;

import io.tieout.demo.Outcomes.AmountSeen;
import io.tieout.demo.Outcomes.CoverageSeen;
import io.tieout.demo.Outcomes.EntrySeen;
import io.tieout.demo.Outcomes.ExceptionSeen;
import io.tieout.demo.Outcomes.LateSeen;
import io.tieout.demo.Outcomes.MatchSeen;
import io.tieout.demo.Outcomes.Sum;
import io.tieout.demo.Outcomes.TotalSeen;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads the outcome records as any other consumer would: by the schema that was written with them. */
final class OutcomeDecoder {

    private OutcomeDecoder() {}

    static MatchSeen match(GenericRecord record) {
        return new MatchSeen(
                text(record, "match_id"),
                number(record, "version"),
                text(record, "status"),
                text(record, "policy"),
                text(record, "correlation_id"),
                text(record, "timing"),
                (Long) record.get("variance_minor"),
                amounts(record));
    }

    static ExceptionSeen exception(GenericRecord record) {
        return new ExceptionSeen(
                text(record, "exception_id"),
                number(record, "version"),
                text(record, "status"),
                text(record, "reason"),
                textOrNull(record, "policy"),
                textOrNull(record, "correlation_id"),
                text(record, "detail"),
                amounts(record));
    }

    static LateSeen late(GenericRecord record) {
        return new LateSeen(
                text(record, "entry_id"), text(record, "policy"), text(record, "correlation_id"), text(record, "kind"));
    }

    static CoverageSeen coverage(GenericRecord record) {
        Long coveredTo = (Long) record.get("covered_to");
        return new CoverageSeen(
                text(record, "source"),
                text(record, "account"),
                (Integer) record.get("partition"),
                coveredTo == null ? null : Instant.ofEpochMilli(coveredTo),
                (Boolean) record.get("stale"),
                records(record, "control_totals").stream()
                        .map(OutcomeDecoder::total)
                        .toList());
    }

    static EntrySeen entry(GenericRecord record) {
        GenericRecord amount = (GenericRecord) record.get("amount");
        String entryId = text(record, "entry_id");
        return new EntrySeen(entryId, text(record, "stage"), amount == null ? null : amount(entryId, amount));
    }

    private static TotalSeen total(GenericRecord total) {
        return new TotalSeen(
                text(total, "policy"),
                text(total, "currency"),
                sum(total, "sent"),
                sum(total, "matched"),
                sum(total, "excepted"),
                sum(total, "open"),
                sum(total, "void"),
                sum(total, "before_coverage"),
                sum(total, "difference"));
    }

    private static Sum sum(GenericRecord total, String bucket) {
        return new Sum((Long) total.get(bucket + "_count"), (Long) total.get(bucket + "_minor"));
    }

    private static List<AmountSeen> amounts(GenericRecord record) {
        return records(record, "entries").stream()
                .map(entry -> amount(text(entry, "entry_id"), (GenericRecord) entry.get("amount")))
                .toList();
    }

    private static AmountSeen amount(String entryId, GenericRecord money) {
        return new AmountSeen(entryId, text(money, "currency"), (Long) money.get("minor"));
    }

    private static List<GenericRecord> records(GenericRecord record, String field) {
        return ((List<?>) record.get(field))
                .stream().map(GenericRecord.class::cast).toList();
    }

    private static int number(GenericRecord record, String field) {
        return (Integer) record.get(field);
    }

    private static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    private static @Nullable String textOrNull(GenericRecord record, String field) {
        Object value = record.get(field);
        return value == null ? null : value.toString();
    }
}
