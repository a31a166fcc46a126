package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.AccountId;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Canonical entries, for sources that speak our language themselves: a value is an entry in the JSON form of
 * {@code io.tieout.v1.Entry}, or a statement of coverage. One topic holds many sources, so the record key is {@code
 * source/account}; one account is still one log.
 *
 * <p>Fields that have a default may be left out, and {@code entry_id} too, since its parts name it. An entry that bears a lineage
 * keeps it, so that entries of a running application can be fed to another; others are given that of their raw record.
 */
public final class EntryIntake implements Intake {

    private static final Schema SCHEMA = io.tieout.v1.Entry.getClassSchema();

    @Override
    public AccountId account(String key) throws UnreadableException {
        int slash = key.indexOf('/');
        if (slash < 1 || slash == key.length() - 1 || key.indexOf('/', slash + 1) >= 0) {
            throw new UnreadableException("An account is written source/account, but this is " + key);
        }
        return AccountId.parse(key);
    }

    @Override
    public Optional<String> key(AccountId account) {
        return Optional.of(account.toString());
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        if (!raw.kind().equals(RawTopics.KIND_ENTRY)) {
            throw new UnreadableException("Header " + RawTopics.HEADER_KIND + " says \"" + raw.kind()
                    + "\"; expected is " + RawTopics.KIND_ENTRY + " or " + RawTopics.KIND_COVERAGE + ".");
        }
        EntryStated stated = entry(CanonicalJson.parse(raw.value()), raw.lineage());
        AccountId account = stated.entry().id().accountId();
        if (!account.toString().equals(raw.account())) {
            throw new UnreadableException("An entry of " + account + " stands in the log of " + raw.account() + ".");
        }
        return List.of(stated);
    }

    /** The entry that a text states; the reason of a failure begins with the field at fault. */
    static EntryStated entry(ObjectNode object) throws UnreadableException {
        return entry(object, null);
    }

    private static EntryStated entry(ObjectNode object, @Nullable Lineage from) throws UnreadableException {
        nameById(object);
        var said = (io.tieout.v1.Entry) CanonicalJson.read(SCHEMA, object);
        var problems = new ArrayList<Problem>(0);
        Map<String, Money> measures = new HashMap<>();
        for (var measure : said.getMeasures().entrySet()) {
            Money money = money(measure.getValue(), "measures." + measure.getKey(), problems);
            if (money != null) {
                measures.put(measure.getKey(), money);
            }
        }
        io.tieout.v1.Lineage lineage = said.getLineage();
        Entry entry = new Entry(
                id(said),
                new Version(said.getVersionPosition(), said.getVersionOrder(), said.getVersionMapping()),
                stage(said),
                said.getDeleted(),
                said.getCompany(),
                said.getAmount() == null ? null : money(said.getAmount(), "amount", problems),
                measures,
                said.getBusinessAt(),
                said.getStatedAt(),
                said.getDueAt(),
                said.getReferences().stream()
                        .map(reference -> new Reference(reference.getKind(), reference.getValue()))
                        .toList(),
                said.getAttributes(),
                said.getCounterparty(),
                said.getText(),
                lineage == null ? from : new Lineage(lineage.getTopic(), lineage.getPartition(), lineage.getOffset()));
        return new EntryStated(entry, problems);
    }

    private static void nameById(ObjectNode object) {
        if (!object.has("entry_id")) {
            object.put(
                    "entry_id",
                    String.join(
                            "/",
                            object.path("source").asText(),
                            object.path("account").asText(),
                            object.path("object_type").asText(),
                            object.path("object_id").asText()));
        }
    }

    private static EntryId id(io.tieout.v1.Entry said) throws UnreadableException {
        part("source", said.getSource(), true);
        part("account", said.getAccount(), true);
        part("object_type", said.getObjectType(), true);
        part("object_id", said.getObjectId(), false);
        EntryId id = new EntryId(said.getSource(), said.getAccount(), said.getObjectType(), said.getObjectId());
        if (!said.getEntryId().equals(id.toString())) {
            throw new UnreadableException(
                    "entry_id: is \"" + said.getEntryId() + "\", but its parts make " + id + "; it may be left out");
        }
        return id;
    }

    private static void part(String field, String value, boolean separated) throws UnreadableException {
        if (value.isBlank() || (separated && value.indexOf('/') >= 0)) {
            throw new UnreadableException(field + ": is \"" + value + "\"; it must not be empty"
                    + (separated ? " nor hold a slash, which separates the parts of an id" : ""));
        }
    }

    private static Stage stage(io.tieout.v1.Entry said) throws UnreadableException {
        if (said.getStage() == io.tieout.v1.Stage.UNKNOWN) {
            throw new UnreadableException("stage: is missing; say where the object stands, such as CAPTURED");
        }
        return Stage.valueOf(said.getStage().name());
    }

    private static @Nullable Money money(io.tieout.v1.Money said, String field, List<Problem> problems) {
        if (Currencies.digits(said.getCurrency()) < 0) {
            problems.add(new Problem(
                    Reason.UNKNOWN_CURRENCY, field, "\"" + said.getCurrency() + "\" is no ISO 4217 currency."));
            return null;
        }
        return new Money(said.getMinor(), said.getCurrency());
    }
}
