package io.tieout.views;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.Category;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.LateKind;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.MatchedEntry;
import io.tieout.v1.Money;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Reference;
import io.tieout.v1.Severity;
import io.tieout.v1.Stage;
import io.tieout.v1.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Published records of a small shop, for tests. */
public final class Told {

    public static final Instant MORNING = Instant.parse("2026-03-02T08:00:00Z");

    static {
        GeneratedRecords.trust();
    }

    private Told() {}

    public static Entry entry(String source, String objectType, String objectId, String... references) {
        return Entry.newBuilder()
                .setEntryId(source + "/shop/" + objectType + "/" + objectId)
                .setSource(source)
                .setAccount("shop")
                .setObjectType(objectType)
                .setObjectId(objectId)
                .setVersionPosition(7)
                .setStage(Stage.CAPTURED)
                .setAmount(new Money(4500L, "EUR"))
                .setBusinessAt(MORNING)
                .setStatedAt(MORNING)
                .setReferences(List.of(references).stream()
                        .map(one -> new Reference("DOCUMENT", one))
                        .toList())
                .build();
    }

    public static Match match(String policy, String correlation, int version, MatchStatus status, String... entries) {
        return Match.newBuilder()
                .setMatchId(policy + "|" + correlation)
                .setVersion(version)
                .setStatus(status)
                .setPolicy(policy)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setTiming(Timing.ON_TIME)
                .setAmount(new Money(4500L, "EUR"))
                .setVarianceMinor(0)
                .setSides(List.of())
                .setEntries(List.of(entries).stream().map(Told::member).toList())
                .setEntryCount(entries.length)
                .setMatchedAt(MORNING)
                .build();
    }

    private static MatchedEntry member(String entry) {
        return MatchedEntry.newBuilder()
                .setEntryId(entry)
                .setSide("books")
                .setVersionPosition(7)
                .setVersionOrder(0)
                .setVersionMapping(1)
                .setAmount(new Money(4500L, "EUR"))
                .setBusinessAt(MORNING)
                .setStatedAt(MORNING)
                .build();
    }

    /** Open, of owner {@code finance}, opened so many minutes after the morning. */
    public static ReconciliationException exception(String policy, String correlation, int minutes) {
        return ReconciliationException.newBuilder()
                .setExceptionId(policy + "|" + correlation + "|books|CAPTURE_NOT_BOOKED")
                .setVersion(1)
                .setStatus(ExceptionStatus.OPEN)
                .setCategory(Category.DEPENDENCY)
                .setReason("CAPTURE_NOT_BOOKED")
                .setSeverity(Severity.HIGH)
                .setOwner("finance")
                .setPolicy(policy)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setCompany("1")
                .setSide("books")
                .setDetail("Nothing in the books.")
                .setAmount(new Money(-100L * (minutes + 1), "EUR"))
                .setOpenedAt(MORNING.plus(Duration.ofMinutes(minutes)))
                .build();
    }

    public static ReconciliationException resolved(ReconciliationException open) {
        return ReconciliationException.newBuilder(open)
                .setVersion(open.getVersion() + 1)
                .setStatus(ExceptionStatus.RESOLVED)
                .setResolution("MATCHED")
                .build();
    }

    public static LateArrival late(String policy, String correlation, String entry) {
        return LateArrival.newBuilder()
                .setEntryId(entry)
                .setPolicy(policy)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setSide("books")
                .setKind(LateKind.LATE_STATED)
                .setStatedAt(MORNING)
                .setLateByMs(60_000)
                .build();
    }

    public static ReconciliationCase caseOf(String policy, String correlation, int version, CaseStatus status) {
        return ReconciliationCase.newBuilder()
                .setCaseId(policy + "|" + correlation)
                .setVersion(version)
                .setPolicy(policy)
                .setPolicyVersion(1)
                .setCorrelationId(correlation)
                .setStatus(status)
                .build();
    }

    /** What the intake says of an account. */
    public static CoverageReport coverage(String source, String account, Instant to, boolean stale) {
        return CoverageReport.newBuilder()
                .setSource(source)
                .setAccount(account)
                .setCoveredTo(to)
                .setStale(stale)
                .build();
    }

    /** What a matching partition says of it: three sent, of which two matched and one open. */
    public static CoverageReport totals(String source, String account, int partition, String policy) {
        return CoverageReport.newBuilder()
                .setSource(source)
                .setAccount(account)
                .setPartition(partition)
                .setCoveredTo(MORNING)
                .setControlTotals(List.of(ControlTotal.newBuilder()
                        .setPolicy(policy)
                        .setCurrency("EUR")
                        .setSentCount(3)
                        .setSentMinor(300)
                        .setMatchedCount(2)
                        .setMatchedMinor(200)
                        .setOpenCount(1)
                        .setOpenMinor(100)
                        .build()))
                .build();
    }
}
