package io.tieout.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.AvroGenerated;
import org.junit.jupiter.api.Test;

/** Downstream teams get the contracts and nothing that runs. */
final class JarContentTest {

    @Test
    void holdsWhatAvroGeneratedAndTheSchemasAndNothingElse() throws IOException, URISyntaxException {
        Path root = Path.of(
                Entry.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> files;
        try (var walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }

        assertThat(files)
                .contains("io/tieout/v1/Entry.class", "avro/Entry.avsc")
                .allSatisfy(file -> assertThat(file.matches("avro/[A-Za-z]+\\.avsc") || isGenerated(file))
                        .as(file)
                        .isTrue());
    }

    private static boolean isGenerated(String file) {
        if (!file.matches("io/tieout/v1/[A-Za-z$0-9]+\\.class")) {
            return false;
        }
        String outer = file.replace(".class", "").replaceAll("\\$.*", "").replace("io/tieout/v1/", "");
        return Contracts.generated(outer).isAnnotationPresent(AvroGenerated.class);
    }
}
