/**
 * Avro in the Confluent wire format over any registry that serves Confluent's REST API: the client,
 * the serializers that producers, consumers and Streams use, and the converter that connectors use.
 * What the records mean lives elsewhere; nothing here knows a topic by name.
 */
@NullMarked
package io.tieout.connect.registry;

import org.jspecify.annotations.NullMarked;
