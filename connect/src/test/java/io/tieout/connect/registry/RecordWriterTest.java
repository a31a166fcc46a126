package io.tieout.connect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.v1.AuditRecord;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.Money;
import io.tieout.v1.PolicyVersion;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationCommand;
import io.tieout.v1.ReconciliationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordWriterTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Entry.class,
                Match.class,
                MatchLine.class,
                LateArrival.class,
                ReconciliationException.class,
                ReconciliationCase.class,
                CoverageReport.class,
                AuditRecord.class,
                PolicyVersion.class,
                ReconciliationCommand.class
            })
    void writesEveryContractByteForByteAsAvroDoes(Class<? extends SpecificRecord> contract) throws IOException {
        GeneratedRecords.trust();
        SpecificData model = SpecificData.getForClass(contract);
        Schema schema = model.getSchema(contract);
        for (Object random : new RandomData(schema, 200, 7)) {
            SpecificRecord record = new SpecificDatumReader<SpecificRecord>(schema, schema, model)
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(bytes(new GenericDatumWriter<>(schema), random), null));

            DatumWriter<SpecificRecord> ours = RecordWriter.of(record);

            assertThat(ours).isInstanceOf(RecordWriter.class);
            assertThat(bytes(ours, record)).isEqualTo(bytes(new SpecificDatumWriter<>(schema, model), record));
        }
    }

    @Test
    void namesTheFieldThatIsNotThere() {
        var money = new Money();
        money.setMinor(1L);

        assertThatThrownBy(() -> bytes(RecordWriter.of(money), money))
                .isInstanceOf(AvroTypeException.class)
                .hasMessage("field currency: null, and it is required");
    }

    private static <D> byte[] bytes(DatumWriter<? super D> writer, D datum) throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        writer.write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
