package io.tieout.wire;

import io.tieout.matching.AccountId;
import io.tieout.matching.Agreement;
import io.tieout.matching.AnyCase;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Case;
import io.tieout.matching.Evidence;
import io.tieout.matching.Finding;
import io.tieout.matching.Heard;
import io.tieout.matching.Ledger.Bucket;
import io.tieout.matching.Lineage;
import io.tieout.matching.Member;
import io.tieout.matching.Outcome;
import io.tieout.matching.Placed;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.v1.AuditRecord;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.Category;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.CoveredSpan;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.LateKind;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.MatchedEntry;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Severity;
import io.tieout.v1.SideTotal;
import io.tieout.v1.Timing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Outcomes as they are published. */
public final class Outcomes {

    /** The actor of what nobody decided by hand: the default of the contract. */
    private static final String ENGINE = "engine";

    private Outcomes() {}

    /** The outcome as a record of its topic. */
    public static Published publish(Outcome outcome) {
        if (outcome instanceof Outcome.EntryRecorded recorded) {
            return new Published(Contract.ENTRY, recorded.entry().id().toString(), EntryWire.toAvro(recorded.entry()));
        }
        if (outcome instanceof Outcome.MatchChanged match) {
            return match(match);
        }
        if (outcome instanceof Outcome.ExceptionChanged exception) {
            return exception(exception);
        }
        if (outcome instanceof Outcome.EntryExceptionChanged exception) {
            return exception(exception);
        }
        if (outcome instanceof Outcome.SourceStaleChanged stale) {
            return exception(stale);
        }
        if (outcome instanceof Outcome.AccountExceptionChanged changed) {
            return exception(changed);
        }
        if (outcome instanceof Outcome.LateArrived late) {
            return late(late);
        }
        if (outcome instanceof Outcome.LineChanged line) {
            return line(line);
        }
        if (outcome instanceof Outcome.CaseChanged changed) {
            return changed(changed);
        }
        throw new IllegalStateException("No topic for " + outcome.getClass());
    }

    /**
     * What the audit keeps of the outcome; null when the outcome is no decision (an entry was recorded, a
     * case changed its state on the way).
     */
    public static @Nullable Published audit(Published said, AuditChain before) {
        if (said.value() instanceof Match match) {
            return audit(
                    before,
                    match.getStatus() == MatchStatus.REVOKED ? "REVOKED" : "MATCHED",
                    match.getPolicy(),
                    match.getPolicyVersion(),
                    match.getCorrelationId(),
                    match.getMatchId(),
                    match.getVersion(),
                    match.getTiming() + ", variance " + match.getVarianceMinor(),
                    lineages(match.getEntries()));
        }
        if (said.value() instanceof ReconciliationException exception) {
            return audit(
                    before,
                    exception.getStatus() == ExceptionStatus.RESOLVED ? "EXCEPTION_RESOLVED" : "EXCEPTION_OPENED",
                    exception.getPolicy(),
                    exception.getPolicyVersion(),
                    exception.getCorrelationId(),
                    exception.getExceptionId(),
                    exception.getVersion(),
                    exception.getReason() + (exception.getResolution() == null ? "" : ", " + exception.getResolution()),
                    lineages(exception.getEntries()));
        }
        if (said.value() instanceof LateArrival late) {
            return audit(
                    before,
                    "LATE_ARRIVAL",
                    late.getPolicy(),
                    late.getPolicyVersion(),
                    late.getCorrelationId(),
                    late.getEntryId(),
                    1,
                    late.getKind() + ", by " + late.getLateByMs() + " ms",
                    late.getLineage() == null ? List.of() : List.of(late.getLineage()));
        }
        return null;
    }

    /** The chain after this audit record. */
    public static AuditChain after(Published audit) {
        AuditRecord record = (AuditRecord) audit.value();
        return new AuditChain(record.getChainId(), record.getSequence(), record.getHash());
    }

    /** The fields of an audit record that its hash covers, in order. */
    public static List<String> hashed(AuditRecord record) {
        var fields = new ArrayList<>(List.of(
                record.getDecision(),
                Objects.requireNonNullElse(record.getPolicy(), ""),
                record.getPolicyVersion() == null ? "" : Integer.toString(record.getPolicyVersion()),
                Objects.requireNonNullElse(record.getCorrelationId(), ""),
                record.getSubjectId(),
                Integer.toString(record.getSubjectVersion()),
                record.getDetail(),
                record.getActor()));
        record.getInputs()
                .forEach(input -> fields.add(input.getTopic() + "-" + input.getPartition() + "@" + input.getOffset()));
        return fields;
    }

    /** The intake's report of an account. */
    public static Published coverage(AccountId account, AccountTotals totals) {
        CoverageReport report = report(account, null, totals.covered(), List.of());
        report.setStale(totals.stale());
        report.setEntriesRead(totals.entriesRead());
        report.setDuplicates(totals.duplicates());
        report.setStaleVersions(totals.staleVersions());
        report.setOutOfScope(totals.outOfScope());
        report.setBeforeStart(totals.beforeStart());
        return new Published(Contract.COVERAGE, account.toString(), report);
    }

    /** A matching partition's report of an account: what was sent against what is held. */
    public static Published coverage(
            AccountId account,
            int partition,
            Heard covered,
            List<Routed.Sent> sentHere,
            Function<Routed.Sent, BucketTotals> held) {
        var totals = new ArrayList<ControlTotal>(sentHere.size());
        long beyondRetention = 0;
        for (Routed.Sent sent : sentHere) {
            BucketTotals buckets = held.apply(sent);
            beyondRetention += buckets.beyondRetention();
            totals.add(control(sent, buckets));
        }
        CoverageReport report = report(account, partition, covered, totals);
        report.setBeyondRetention(beyondRetention);
        return new Published(Contract.COVERAGE, account + "#" + partition, report);
    }

    static ControlTotal control(Routed.Sent sent, BucketTotals held) {
        return ControlTotal.newBuilder()
                .setPolicy(sent.policy())
                .setCurrency(sent.currency())
                .setSentCount(sent.count())
                .setSentMinor(sent.minor())
                .setMatchedCount(held.count(Bucket.MATCHED))
                .setMatchedMinor(held.minor(Bucket.MATCHED))
                .setExceptedCount(held.count(Bucket.EXCEPTED))
                .setExceptedMinor(held.minor(Bucket.EXCEPTED))
                .setOpenCount(held.count(Bucket.OPEN))
                .setOpenMinor(held.minor(Bucket.OPEN))
                .setVoidCount(held.count(Bucket.VOID))
                .setVoidMinor(held.minor(Bucket.VOID))
                .setBeforeCoverageCount(held.count(Bucket.BEFORE_COVERAGE))
                .setBeforeCoverageMinor(held.minor(Bucket.BEFORE_COVERAGE))
                .setDifferenceCount(sent.count() - held.count())
                .setDifferenceMinor(sent.minor() - held.minor())
                .build();
    }

    /** Whether control totals of a report differ, and how, in words; null when all is well. */
    public static @Nullable String difference(Published coverage) {
        var differences = new ArrayList<String>(0);
        for (ControlTotal total : ((CoverageReport) coverage.value()).getControlTotals()) {
            if (total.getDifferenceCount() != 0 || total.getDifferenceMinor() != 0) {
                differences.add(total.getPolicy() + " " + total.getCurrency() + ": " + total.getDifferenceCount()
                        + " entries, " + total.getDifferenceMinor() + " minor units");
            }
        }
        return differences.isEmpty() ? null : String.join("; ", differences);
    }

    /** What did not arrive, in words; null when everything did. */
    public static @Nullable String lacking(List<Routed.Sent> lacking) {
        return lacking.isEmpty()
                ? null
                : lacking.stream()
                        .map(line -> line.policy() + " " + line.currency() + ": " + line.count() + " entries, "
                                + line.minor() + " minor units")
                        .collect(Collectors.joining("; "));
    }

    /**
     * The exception that control totals differ, or differ no more.
     *
     * @param where the task that found it, such as {@code match-3}
     * @param difference in words; null when they agree again
     */
    public static Published conservation(
            AccountId account, String where, Instant coveredTo, int version, @Nullable String difference) {
        ReconciliationException exception = blank(
                        account + "|" + where + "||" + Reason.CONSERVATION_BROKEN,
                        version,
                        Reason.CONSERVATION_BROKEN,
                        difference == null ? "MATCHED" : null)
                .setSource(account.source())
                .setAccount(account.account())
                .setDetail(
                        difference == null
                                ? "The control totals agree again."
                                : "What was sent to " + where + " is not what it holds: " + difference
                                        + ". Stop using the outcomes of this account and report it with this record.")
                .setOpenedAt(coveredTo)
                .build();
        return new Published(Contract.EXCEPTION, exception.getExceptionId(), exception);
    }

    static CoverageReport report(
            AccountId account, @Nullable Integer partition, @Nullable Heard covered, List<ControlTotal> totals) {
        return CoverageReport.newBuilder()
                .setSource(account.source())
                .setAccount(account.account())
                .setPartition(partition)
                .setCoveredFrom(covered == null ? null : covered.newest().from())
                .setCoveredTo(covered == null ? null : covered.to())
                .setEarlierSpans(covered == null ? List.of() : earlier(covered))
                .setControlTotals(totals)
                .build();
    }

    private static List<CoveredSpan> earlier(Heard covered) {
        return covered.spans().subList(0, covered.spans().size() - 1).stream()
                .map(span -> new CoveredSpan(span.from(), span.to()))
                .toList();
    }

    private static Published match(Outcome.MatchChanged outcome) {
        AnyCase of = outcome.of();
        Agreement agreement = outcome.agreement();
        // Written by hand: a builder checks and copies every field, which costs more than encoding them.
        var match = new Match();
        match.setMatchId(of.id());
        match.setVersion(outcome.version());
        match.setStatus(outcome.revoked() ? MatchStatus.REVOKED : MatchStatus.MATCHED);
        match.setPolicy(of.policy());
        match.setPolicyVersion(outcome.policy().version());
        match.setCorrelationId(of.correlationId());
        match.setCompany(company(agreement.entries()));
        match.setTiming(Timing.valueOf(agreement.timing().name()));
        match.setAmount(EntryWire.toAvro(agreement.amount()));
        match.setVarianceMinor(agreement.variance());
        match.setSides(sides(agreement.totals(outcome.policy())));
        match.setEntries(entries(agreement.entries()));
        match.setEntryCount(agreement.count());
        match.setMatchedAt(agreement.newest());
        match.setEvidence(evidence(agreement.evidence()));
        return new Published(Contract.MATCH, match.getMatchId(), match);
    }

    private static Published exception(Outcome.ExceptionChanged outcome) {
        AnyCase of = outcome.of();
        Finding finding = outcome.finding();
        Policy policy = outcome.policy();
        String id = of.id() + "|" + finding.side() + "|" + finding.reason();
        Outcome.Resolution resolution = outcome.resolution();
        ReconciliationException exception = blank(
                        id, outcome.version(), finding.reason(), resolution == null ? null : resolution.name())
                .setCategory(Category.valueOf(finding.category().name()))
                .setSeverity(Severity.valueOf(finding.severity().name()))
                .setOwner(policy.owner())
                .setPolicy(policy.name())
                .setPolicyVersion(policy.version())
                .setCorrelationId(of.correlationId())
                .setCompany(company(finding.entries()))
                .setSide(finding.side().isEmpty() ? null : finding.side())
                .setDetail(detail(finding))
                .setSidesPresent(finding.present())
                .setSidesMissing(finding.missing())
                .setAmount(EntryWire.toAvro(finding.amount()))
                .setResidualMinor(finding.residual())
                .setEntries(entries(finding.entries()))
                .setOpenedAt(outcome.asOf())
                .setDueAt(finding.dueAt())
                .setLineage(EntryWire.toAvro(of.lineage()))
                .build();
        return new Published(Contract.EXCEPTION, id, exception);
    }

    private static String detail(Finding finding) {
        if (!finding.reason().forMissingSide()) {
            return finding.reason().meaning();
        }
        return finding.reason().meaning() + " Side " + finding.side() + " had until " + finding.dueAt() + ".";
    }

    private static Published exception(Outcome.EntryExceptionChanged outcome) {
        Placed.Raised raised = outcome.raised();
        String id = raised.policy() + "|" + outcome.entry().id() + "|" + raised.side() + "|"
                + raised.problem().reason();
        Policy policy = outcome.policy();
        Outcome.Resolution resolution = outcome.resolution();
        ReconciliationException exception = blank(
                        id, raised.version(), raised.problem().reason(), resolution == null ? null : resolution.name())
                .setOwner(policy == null ? null : policy.owner())
                .setPolicy(policy == null ? null : policy.name())
                .setPolicyVersion(policy == null ? null : policy.version())
                .setCompany(outcome.entry().company())
                .setSide(raised.side().isEmpty() ? null : raised.side())
                .setSource(outcome.entry().id().source())
                .setAccount(outcome.entry().id().account())
                .setEntryId(outcome.entry().id().toString())
                .setField(raised.problem().field())
                .setDetail(raised.problem().detail())
                .setAmount(EntryWire.toAvro(outcome.entry().amount()))
                .setOpenedAt(raised.openedAt())
                .setLineage(EntryWire.toAvro(outcome.entry().lineage()))
                .build();
        return new Published(Contract.EXCEPTION, id, exception);
    }

    private static Published exception(Outcome.SourceStaleChanged outcome) {
        String id = outcome.account() + "||" + Reason.SOURCE_STALE;
        Instant lastHeard = outcome.lastHeard();
        ReconciliationException exception = blank(
                        id, outcome.version(), Reason.SOURCE_STALE, outcome.open() ? null : "HEARD_AGAIN")
                .setSource(outcome.account().source())
                .setAccount(outcome.account().account())
                .setDetail(
                        outcome.open()
                                ? "Nothing has been heard of " + outcome.account()
                                        + (lastHeard == null ? " so far" : " since " + lastHeard)
                                        + ". Its cases wait. Check the connector of this source and its credentials."
                                : "The account is heard again.")
                .setOpenedAt(outcome.since())
                .build();
        return new Published(Contract.EXCEPTION, id, exception);
    }

    private static Published exception(Outcome.AccountExceptionChanged outcome) {
        String id = outcome.account() + "|" + outcome.about() + "|" + outcome.reason();
        ReconciliationException exception = blank(
                        id, outcome.version(), outcome.reason(), outcome.open() ? null : "AMENDMENT")
                .setSource(outcome.account().source())
                .setAccount(outcome.account().account())
                .setDetail(outcome.detail())
                .setOpenedAt(outcome.since())
                .build();
        return new Published(Contract.EXCEPTION, id, exception);
    }

    private static ReconciliationException.Builder blank(
            String id, int version, Reason reason, @Nullable String resolution) {
        return ReconciliationException.newBuilder()
                .setExceptionId(id)
                .setVersion(version)
                .setStatus(resolution == null ? ExceptionStatus.OPEN : ExceptionStatus.RESOLVED)
                .setCategory(Category.valueOf(reason.category().name()))
                .setReason(reason.name())
                .setSeverity(Severity.valueOf(reason.severity().name()))
                .setResolution(resolution);
    }

    private static Published late(Outcome.LateArrived outcome) {
        Member member = outcome.member();
        AnyCase of = outcome.of();
        LateArrival late = LateArrival.newBuilder()
                .setEntryId(member.id().toString())
                .setPolicy(of.policy())
                .setPolicyVersion(outcome.policy().version())
                .setCorrelationId(of.correlationId())
                .setCompany(member.company())
                .setSide(member.side())
                .setKind(LateKind.valueOf(outcome.kind().name()))
                .setAmount(EntryWire.toAvro(member.amount()))
                .setBusinessAt(member.businessAt())
                .setStatedAt(member.statedAt())
                .setDeadlineAt(outcome.deadline())
                .setLateByMs(outcome.lateBy().toMillis())
                .setResolved(outcome.resolved().stream()
                        .map(finding -> of.id() + "|" + finding.side() + "|" + finding.reason())
                        .toList())
                .setCompleted(outcome.completed())
                .setLineage(EntryWire.toAvro(member.lineage()))
                .build();
        return new Published(Contract.LATE_ARRIVAL, late.getEntryId(), late);
    }

    private static Published line(Outcome.LineChanged outcome) {
        AnyCase of = outcome.of();
        Member member = outcome.member();
        String id = of.id() + "|" + member.id();
        MatchLine line = MatchLine.newBuilder()
                .setLineId(id)
                .setVersion(outcome.version())
                .setPolicy(of.policy())
                .setPolicyVersion(outcome.policy().version())
                .setCorrelationId(of.correlationId())
                .setCompany(member.company())
                .setMatchId(of.id())
                .setEntryId(member.id().toString())
                .setSide(member.side())
                .setJoined(!member.voided())
                .setAmount(EntryWire.toAvro(member.amount()))
                .setBusinessAt(member.businessAt())
                .setStatedAt(member.statedAt())
                .setLineage(EntryWire.toAvro(member.lineage()))
                .build();
        return new Published(Contract.MATCH_LINE, id, line);
    }

    private static Published changed(Outcome.CaseChanged outcome) {
        AnyCase of = outcome.of();
        var changed = new ReconciliationCase();
        changed.setCaseId(of.id());
        changed.setVersion(of.version());
        changed.setPolicy(of.policy());
        changed.setPolicyVersion(outcome.policy().version());
        changed.setCorrelationId(of.correlationId());
        changed.setCompany(of.company());
        changed.setStatus(CaseStatus.valueOf(outcome.status().name()));
        changed.setDeadlineAt(outcome.deadline());
        changed.setWaitsFor(outcome.waitsFor().stream().map(AccountId::toString).toList());
        changed.setSides(sides(of.totals(outcome.policy())));
        changed.setOpenExceptions(openExceptions(of));
        changed.setMatchVersion(of.matchVersion() == 0 ? null : of.matchVersion());
        changed.setLineage(EntryWire.toAvro(outcome.lineage()));
        return new Published(Contract.CASE, of.id(), changed);
    }

    private static List<String> openExceptions(AnyCase of) {
        var open = new ArrayList<String>(0);
        for (Case.Raised raised : of.raised()) {
            if (raised.open()) {
                open.add(of.id() + "|" + raised.side() + "|" + raised.reason());
            }
        }
        return open;
    }

    private static Published audit(
            AuditChain before,
            String decision,
            @Nullable String policy,
            @Nullable Integer policyVersion,
            @Nullable String correlationId,
            String subject,
            int subjectVersion,
            String detail,
            List<io.tieout.v1.Lineage> inputs) {
        var record = new AuditRecord();
        record.setChainId(before.id());
        record.setSequence(before.sequence() + 1);
        record.setPreviousHash(before.hash());
        record.setDecision(decision);
        record.setPolicy(policy);
        record.setPolicyVersion(policyVersion);
        record.setCorrelationId(correlationId);
        record.setSubjectId(subject);
        record.setSubjectVersion(subjectVersion);
        record.setDetail(detail);
        record.setActor(ENGINE);
        record.setInputs(inputs);
        record.setHash(before.append(hashed(record)).hash());
        return new Published(Contract.AUDIT, correlationId == null ? subject : correlationId, record);
    }

    private static List<io.tieout.v1.Lineage> lineages(List<MatchedEntry> entries) {
        var lineages = new ArrayList<io.tieout.v1.Lineage>(entries.size());
        for (MatchedEntry entry : entries) {
            if (entry.getLineage() != null) {
                lineages.add(entry.getLineage());
            }
        }
        return lineages;
    }

    private static List<MatchedEntry> entries(List<Member> members) {
        var entries = new ArrayList<MatchedEntry>(members.size());
        for (Member member : members) {
            Lineage lineage = member.lineage();
            entries.add(new MatchedEntry(
                    member.id().toString(),
                    member.side(),
                    member.version().position(),
                    member.version().order(),
                    member.version().mapping(),
                    EntryWire.toAvro(member.amount()),
                    member.businessAt(),
                    member.statedAt(),
                    EntryWire.toAvro(lineage)));
        }
        return entries;
    }

    private static List<SideTotal> sides(List<io.tieout.matching.SideTotal> totals) {
        var sides = new ArrayList<SideTotal>(totals.size());
        for (io.tieout.matching.SideTotal total : totals) {
            sides.add(new SideTotal(total.side(), total.currency(), total.minor(), total.count()));
        }
        return sides;
    }

    private static List<io.tieout.v1.Evidence> evidence(List<Evidence> evidence) {
        return evidence.stream()
                .map(one -> new io.tieout.v1.Evidence(one.kind().name(), one.points(), one.detail()))
                .toList();
    }

    private static @Nullable String company(List<Member> members) {
        for (Member member : members) {
            if (member.company() != null) {
                return member.company();
            }
        }
        return null;
    }
}
