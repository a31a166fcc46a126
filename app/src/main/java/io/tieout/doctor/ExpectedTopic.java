package io.tieout.doctor;

import java.util.Map;

/**
 * A topic as the settings want it.
 *
 * @param partitionsSetting the setting that says how many partitions
 * @param keyedByAccount whether a key's partition must never change, because order within it is meaning
 * @param settings of the topic, such as {@code cleanup.policy}, that must be so
 */
public record ExpectedTopic(
        String name, int partitions, String partitionsSetting, boolean keyedByAccount, Map<String, String> settings) {

    public ExpectedTopic {
        settings = Map.copyOf(settings);
    }
}
