/**
 * Files of one block of keys in YAML, read so that every fault is told with file, line, field and the nearest known word, and
 * so that what the reading asked for documents the grammar. What a file means is its reader's business: policies and mappings.
 */
@NullMarked
package io.tieout.yaml;

import org.jspecify.annotations.NullMarked;
