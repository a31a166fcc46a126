package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats of statement files. */
public enum StatementFormat {
    CAMT,
    MT940,
    BAI2,
    OFX,
    CSV;

    private static final int LOOK = 1 << 14;
    private static final Pattern OFX_BODY = Pattern.compile("<OFX[\\s>]|OFXHEADER");
    private static final Pattern SWIFT =
            Pattern.compile("(?m)^\\s*\\{1:|^\\s*:(?:20|21|25P?|28C?|60[FM]|61|940):|^\\s*\\{4:");
    private static final Pattern BAI = Pattern.compile("\\s*01,[^,\\n]*,[^,\\n]*,\\d{6,8},[\\s\\S]*");

    /** Tells the format by the beginning of the file; empty for what only a profile can tell. */
    public static Optional<StatementFormat> of(InputStream file) throws IOException {
        var head = new char[LOOK];
        int filled = 0;
        var reader = StatementText.of(file);
        for (int read = 0; read >= 0 && filled < LOOK; read = reader.read(head, filled, LOOK - filled)) {
            filled += read;
        }
        String text = new String(head, 0, filled);
        if (OFX_BODY.matcher(text).find()) {
            return Optional.of(OFX);
        }
        if (text.stripLeading().startsWith("<")) {
            return Optional.of(CAMT);
        }
        if (BAI.matcher(text).matches()) {
            return Optional.of(BAI2);
        }
        return SWIFT.matcher(text).find() ? Optional.of(MT940) : Optional.empty();
    }

    /** @param profile what a CSV file needs; the other formats need none */
    public StatementReader reader(@Nullable CsvProfile profile) {
        return switch (this) {
            case CAMT -> new Camt();
            case MT940 -> new Mt940();
            case BAI2 -> new Bai2();
            case OFX -> new Ofx();
            case CSV -> {
                if (profile == null) {
                    throw new IllegalArgumentException("A CSV file needs a profile.");
                }
                yield new Csv(profile);
            }
        };
    }

    /** In lower case, as commands write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
