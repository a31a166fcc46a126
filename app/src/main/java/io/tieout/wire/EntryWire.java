package io.tieout.wire;

import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry between the core and its contract. */
public final class EntryWire {

    private EntryWire() {}

    /** The entry as it is published. */
    public static io.tieout.v1.Entry toAvro(Entry entry) {
        Map<String, io.tieout.v1.Money> measures = new HashMap<>();
        entry.measures().forEach((name, money) -> measures.put(name, toAvro(money)));
        var references =
                new ArrayList<io.tieout.v1.Reference>(entry.references().size());
        for (Reference reference : entry.references()) {
            references.add(new io.tieout.v1.Reference(reference.kind(), reference.value()));
        }
        // Written by hand: a builder checks and copies every field, which costs more than encoding them.
        var avro = new io.tieout.v1.Entry();
        avro.setEntryId(entry.id().toString());
        avro.setSource(entry.id().source());
        avro.setAccount(entry.id().account());
        avro.setObjectType(entry.id().object());
        avro.setObjectId(entry.id().id());
        avro.setVersionPosition(entry.version().position());
        avro.setVersionOrder(entry.version().order());
        avro.setVersionMapping(entry.version().mapping());
        avro.setStage(io.tieout.v1.Stage.valueOf(entry.stage().name()));
        avro.setDeleted(entry.deleted());
        avro.setCompany(entry.company());
        avro.setAmount(toAvro(entry.amount()));
        avro.setMeasures(measures);
        avro.setBusinessAt(entry.businessAt());
        avro.setStatedAt(entry.statedAt());
        avro.setDueAt(entry.dueAt());
        avro.setReferences(references);
        avro.setAttributes(entry.attributes());
        avro.setCounterparty(entry.counterparty());
        avro.setText(entry.text());
        avro.setLineage(toAvro(entry.lineage()));
        return avro;
    }

    /** The entry as {@code tieout match --entries} reads it, on one line. */
    public static String toJson(Entry entry) {
        io.tieout.v1.Entry avro = toAvro(entry);
        return AvroJson.of(avro.getSchema(), avro).toString();
    }

    /** The entry as the core knows it. */
    public static Entry toCore(io.tieout.v1.Entry avro) {
        Map<String, Money> measures = new HashMap<>();
        avro.getMeasures()
                .forEach((name, money) -> measures.put(name, new Money(money.getMinor(), money.getCurrency())));
        var references = new ArrayList<Reference>(avro.getReferences().size());
        for (io.tieout.v1.Reference reference : avro.getReferences()) {
            references.add(new Reference(reference.getKind(), reference.getValue()));
        }
        io.tieout.v1.Money amount = avro.getAmount();
        io.tieout.v1.Lineage lineage = avro.getLineage();
        return new Entry(
                new EntryId(avro.getSource(), avro.getAccount(), avro.getObjectType(), avro.getObjectId()),
                new Version(avro.getVersionPosition(), avro.getVersionOrder(), avro.getVersionMapping()),
                Stage.valueOf(avro.getStage().name()),
                avro.getDeleted(),
                avro.getCompany(),
                amount == null ? null : new Money(amount.getMinor(), amount.getCurrency()),
                measures,
                avro.getBusinessAt(),
                avro.getStatedAt(),
                avro.getDueAt(),
                references,
                avro.getAttributes(),
                avro.getCounterparty(),
                avro.getText(),
                lineage == null ? null : new Lineage(lineage.getTopic(), lineage.getPartition(), lineage.getOffset()));
    }

    static io.tieout.v1.@Nullable Money toAvro(@Nullable Money money) {
        return money == null ? null : new io.tieout.v1.Money(money.minor(), money.currency());
    }

    static io.tieout.v1.@Nullable Lineage toAvro(@Nullable Lineage lineage) {
        return lineage == null
                ? null
                : new io.tieout.v1.Lineage(lineage.topic(), lineage.partition(), lineage.offset());
    }
}
