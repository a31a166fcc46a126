package io.tieout.intake;

import io.tieout.intake.Statement.EntryStated;
import io.tieout.mapping.Amount;
import io.tieout.mapping.Layout;
import io.tieout.mapping.Mapping;
import io.tieout.mapping.MismatchException;
import io.tieout.mapping.Pick;
import io.tieout.mapping.Row;
import io.tieout.mapping.Rows;
import io.tieout.mapping.When;
import io.tieout.matching.AccountId;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reference;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one document states by a mapping: one row that cannot be read stops no other. */
final class MappedReading {

    private final Mapping mapping;
    private final AccountId account;
    private final Lineage lineage;

    MappedReading(Mapping mapping, AccountId account, Lineage lineage) {
        this.mapping = mapping;
        this.account = account;
        this.lineage = lineage;
    }

    List<Statement> read(byte[] document) throws UnreadableException {
        List<Row> rows;
        try {
            rows = mapping.layout() instanceof Layout.Csv csv
                    ? Rows.of(document, csv)
                    : Rows.of(Json.strict(document), (Layout.Json) mapping.layout());
        } catch (MismatchException e) {
            throw new UnreadableException(mapping + ": " + e.why(), e);
        }
        var statements = new ArrayList<Statement>(rows.size());
        for (Row row : rows) {
            statements.add(statement(row));
        }
        return statements;
    }

    private Statement statement(Row row) {
        try {
            for (Mapping.Skip skip : mapping.skips()) {
                if (skip.where().holds(row)) {
                    return new Statement.OutOfScope(named(row) + ": " + skip.because());
                }
            }
            return entry(row);
        } catch (MismatchException e) {
            return new Statement.Unmappable(named(row), row.element().toString(), mapping + ": " + e.why());
        }
    }

    private String named(Row row) {
        return mapping.name() + (row.place().isEmpty() ? "" : ", " + row.place());
    }

    private Statement entry(Row row) throws MismatchException {
        var problems = new ArrayList<Problem>(0);
        Instant at = mapping.revision().at() == null
                ? null
                : required(mapping.revision().at(), row);
        Instant stated = mapping.statedAt() == null ? null : required(mapping.statedAt(), row);
        Map<String, Money> measures = new HashMap<>();
        for (var measure : mapping.measures().entrySet()) {
            Money money = money(measure.getValue(), row, problems);
            if (money != null) {
                measures.put(measure.getKey(), money);
            }
        }
        var references = new ArrayList<Reference>();
        for (var kind : mapping.references().entrySet()) {
            for (Pick pick : kind.getValue()) {
                pick.texts(row).forEach(text -> references.add(new Reference(kind.getKey(), text)));
            }
        }
        Map<String, String> attributes = new HashMap<>();
        for (var attribute : mapping.attributes().entrySet()) {
            attribute.getValue().text(row).ifPresent(text -> attributes.put(attribute.getKey(), text));
        }
        Entry entry = new Entry(
                new EntryId(
                        account.source(),
                        account.account(),
                        mapping.object().of(row),
                        mapping.id().required(row)),
                version(at, row),
                mapping.stage().of(row),
                mapping.deleted() != null && mapping.deleted().holds(row),
                text(mapping.company(), row),
                money(mapping.amount(), row, problems),
                measures,
                time(mapping.businessAt(), row),
                stated == null ? statedBy(at) : stated,
                time(mapping.dueAt(), row),
                references.stream().distinct().toList(),
                attributes,
                text(mapping.counterparty(), row),
                text(mapping.text(), row),
                lineage);
        return new EntryStated(entry, problems);
    }

    private Version version(@Nullable Instant at, Row row) throws MismatchException {
        Mapping.Revision revision = mapping.revision();
        Instant bounded = Times.bounded(at);
        long position = bounded != null
                ? bounded.toEpochMilli()
                : revision.number() == null ? 0 : whole(revision.number(), row).orElse(0L);
        long order = revision.order() == null ? 0 : whole(revision.order(), row).orElse(0L);
        return new Version(position, order, mapping.version());
    }

    private static Instant statedBy(@Nullable Instant at) {
        if (at == null) {
            throw new IllegalStateException("A mapping tells when an entry was stated");
        }
        return at;
    }

    private static Optional<Long> whole(Pick pick, Row row) throws MismatchException {
        Optional<String> text = pick.text(row);
        try {
            return text.map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw new MismatchException(pick.field() + ": is \"" + text.orElse("") + "\"; expected is a whole number.");
        }
    }

    private static Instant required(When when, Row row) throws MismatchException {
        return when.at(row)
                .orElseThrow(
                        () -> new MismatchException(when.value().field() + ": is missing; it must not be optional."));
    }

    private static @Nullable Instant time(@Nullable When when, Row row) throws MismatchException {
        return when == null ? null : when.at(row).orElse(null);
    }

    private static @Nullable String text(@Nullable Pick pick, Row row) throws MismatchException {
        return pick == null ? null : pick.text(row).orElse(null);
    }

    private static @Nullable Money money(Amount amount, Row row, List<Problem> problems) throws MismatchException {
        Optional<Amount.Stated> stated = amount.of(row);
        if (stated.isEmpty()) {
            return null;
        }
        return amount.minor()
                ? StatedMoney.minor(stated.get().number(), stated.get().currency(), problems)
                : StatedMoney.major(stated.get().number(), stated.get().currency(), problems);
    }
}
