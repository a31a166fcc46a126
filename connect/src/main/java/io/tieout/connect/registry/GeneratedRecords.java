package io.tieout.connect.registry;

import org.apache.avro.specific.AvroGenerated;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro 1.12.2 makes an object only of a class that somebody declared trusted, not even of those that it
 * generated itself (AVRO-4189): neither a reader nor a builder with a default enum works without. What Avro
 * generated is plain data, so exactly that is declared here, beside whatever else is trusted already.
 */
public final class GeneratedRecords {

    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), GeneratedRecords::isGenerated));
    }

    private GeneratedRecords() {}

    /** To be called before the first record is built or read; our serializers do. Once more changes nothing. */
    public static void trust() {
        // Loading this class did it.
    }

    static boolean isGenerated(Class<?> type) {
        return type.isAnnotationPresent(AvroGenerated.class);
    }
}
