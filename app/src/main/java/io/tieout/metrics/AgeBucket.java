package io.tieout.metrics;

import java.time.Duration;

/** How long an exception has been open. */
enum AgeBucket {
    UNDER_1H("under_1h", Duration.ofHours(1)),
    UNDER_1D("1h_to_1d", Duration.ofDays(1)),
    UNDER_7D("1d_to_7d", Duration.ofDays(7)),
    UNDER_30D("7d_to_30d", Duration.ofDays(30)),
    OVER_30D("over_30d", Duration.ofSeconds(Long.MAX_VALUE));

    private final String label;
    private final Duration below;

    AgeBucket(String label, Duration below) {
        this.label = label;
        this.below = below;
    }

    String label() {
        return label;
    }

    static AgeBucket of(Duration age) {
        for (AgeBucket bucket : values()) {
            if (age.compareTo(bucket.below) < 0) {
                return bucket;
            }
        }
        return OVER_30D;
    }
}
