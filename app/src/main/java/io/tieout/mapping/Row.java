package io.tieout.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one entry is made of: a row of a CSV file as an object of its cells, or an element of a JSON document.
 *
 * @param document the whole of which it is a part; the row itself in CSV
 * @param place for people, such as {@code line 12} or {@code Lines[3]}; empty for the whole document
 */
public record Row(JsonNode element, JsonNode document, String place) {}
