package io.tieout.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a downstream team may rely on in every one of our types. */
final class ContractsTest {

    static Stream<Arguments> types() {
        return Contracts.all().entrySet().stream().map(type -> Arguments.of(type.getKey(), type.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void typesAndFieldsAreDocumented(String file, Schema type) {
        assertThat(type.getFullName()).isEqualTo("io.tieout.v1." + file);
        assertThat(type.getDoc()).isNotBlank();
        fields(type)
                .forEach(field ->
                        assertThat(field.doc()).as(file + "." + field.name()).isNotBlank());
        declaredIn(type)
                .forEach(inner -> assertThat(inner.getDoc()).as(inner.getName()).isNotBlank());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void namesAreSnakeCaseAndInstantsEndInAt(String file, Schema type) {
        assertThat(fields(type)).allSatisfy(field -> {
            assertThat(field.name()).matches("[a-z]+(_[a-z]+)*");
            boolean instant = unwrapped(field.schema()).getLogicalType() instanceof LogicalTypes.TimestampMillis;
            boolean named = field.name().endsWith("_at") || field.name().startsWith("covered_");
            assertThat(instant).as(file + "." + field.name()).isEqualTo(named);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void anUnknownSymbolIsReadAsADefault(String file, Schema type) {
        Stream.concat(Stream.of(type), declaredIn(type))
                .filter(each -> each.getType() == Schema.Type.ENUM)
                .forEach(symbols -> assertThat(symbols.getEnumDefault())
                        .as(symbols.getName())
                        .isEqualTo("UNKNOWN")
                        .isIn(symbols.getEnumSymbols()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void whatMayBeMissingHasADefault(String file, Schema type) {
        fields(type)
                .filter(field -> field.schema().isNullable())
                .forEach(field -> assertThat(field.defaultVal())
                        .as(file + "." + field.name())
                        .isEqualTo(JsonProperties.NULL_VALUE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void unionsAreOnlyEverNullAndOneType(String file, Schema type) {
        // So that a table or a lake needs no transform.
        fields(type)
                .map(Schema.Field::schema)
                .filter(Schema::isUnion)
                .forEach(union -> assertThat(union.getTypes())
                        .hasSize(2)
                        .first()
                        .extracting(Schema::getType)
                        .isEqualTo(Schema.Type.NULL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void moneyIsNeverAFloat(String file, Schema type) {
        assertThat(fields(type))
                .noneMatch(field -> unwrapped(field.schema()).getType() == Schema.Type.DOUBLE
                        || unwrapped(field.schema()).getType() == Schema.Type.FLOAT);
    }

    @Test
    void everyAvroTopicHasOneContract() {
        var topics = Contracts.ofTopics().values().stream()
                .map(schema -> schema.getDoc().replaceAll("(?s).*Topic (recon\\.[a-z-]+\\.v1).*", "$1"));

        assertThat(topics)
                .containsExactlyInAnyOrder(
                        "recon.entry.v1",
                        "recon.match.v1",
                        "recon.match-line.v1",
                        "recon.late-arrival.v1",
                        "recon.exception.v1",
                        "recon.case.v1",
                        "recon.coverage.v1",
                        "recon.audit.v1",
                        "recon.policy.v1",
                        "recon.command.v1");
    }

    private static Stream<Schema.Field> fields(Schema type) {
        return type.getType() == Schema.Type.RECORD ? type.getFields().stream() : Stream.empty();
    }

    /** Types without a file of their own, declared where they are used. */
    private static Stream<Schema> declaredIn(Schema type) {
        Map<String, Schema> files = Contracts.all();
        return fields(type)
                .map(field -> unwrapped(field.schema()))
                .filter(each -> each.getType() == Schema.Type.ENUM || each.getType() == Schema.Type.RECORD)
                .filter(each -> !files.containsKey(each.getName()));
    }

    private static Schema unwrapped(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> unwrapped(schema.getTypes().get(schema.getTypes().size() - 1));
            case ARRAY -> unwrapped(schema.getElementType());
            case MAP -> unwrapped(schema.getValueType());
            default -> schema;
        };
    }
}
