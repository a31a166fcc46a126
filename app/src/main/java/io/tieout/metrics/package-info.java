/**
 * What this process says of itself to whoever watches it: meters in Prometheus' format, and whether each part is at
 * work. Figures of business come from the committed outcome topics, those of Kafka Streams from an allow-list. Nothing
 * here is asked by matching, and no label holds an id, but the account of a coverage. Settings and commands are not
 * known here.
 */
@NullMarked
package io.tieout.metrics;

import org.jspecify.annotations.NullMarked;
