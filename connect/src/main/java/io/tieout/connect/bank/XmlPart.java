package io.tieout.connect.bank;

import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** XML files read as a stream, of which small parts are held at a time. No DTD and no external entity is read. */
final class XmlPart {

    private static final int DEEPEST = 40;
    private static final int LONGEST_TEXT = 100_000;

    private XmlPart() {}

    /** What reads a file. */
    interface Pass {
        void read(XMLStreamReader xml) throws XMLStreamException;
    }

    /** @throws MalformedStatementException when it is no XML, or the pass says so */
    static void read(InputStream file, Pass pass) {
        XMLStreamReader xml = null;
        try {
            xml = factory().createXMLStreamReader(file);
            pass.read(xml);
        } catch (XMLStreamException e) {
            throw malformed(e);
        } catch (ArrayIndexOutOfBoundsException | NullPointerException | ClassCastException e) {
            // The JDK's parser answers some broken input so.
            throw new MalformedStatementException(
                    xml == null ? 1 : Math.max(1, xml.getLocation().getLineNumber()), 0, "XML", "cannot be read");
        } finally {
            close(xml);
        }
    }

    private static void close(@Nullable XMLStreamReader xml) {
        if (xml != null) {
            try {
                xml.close();
            } catch (XMLStreamException e) {
                throw malformed(e);
            }
        }
    }

    private static MalformedStatementException malformed(XMLStreamException e) {
        var at = e.getLocation();
        String said = String.valueOf(e.getMessage());
        int message = said.indexOf("Message: ");
        return new MalformedStatementException(
                at == null ? 1 : Math.max(1, at.getLineNumber()),
                at == null ? 0 : Math.max(0, at.getColumnNumber()),
                "XML",
                (message < 0 ? said : said.substring(message + 9)).replace('\n', ' '));
    }

    /** Where the parser stands. */
    static MalformedStatementException malformed(XMLStreamReader xml, String field, String reason) {
        var at = xml.getLocation();
        return new MalformedStatementException(
                Math.max(1, at.getLineNumber()), Math.max(0, at.getColumnNumber()), field, reason);
    }

    private static XMLInputFactory factory() {
        // The JDK's own, whatever else is on the class path: its defaults are known here.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entities are not read");
        });
        return factory;
    }

    /** The element at which the parser stands, to its end. */
    static XmlNode node(XMLStreamReader xml) throws XMLStreamException {
        return node(xml, begun -> {}, child -> false);
    }

    /**
     * The same, where not all of it need be held.
     *
     * @param begun told of the element before anything in it is read
     * @param taken true for an element within that was taken over, and is held here no more
     */
    static XmlNode node(XMLStreamReader xml, Consumer<XmlNode> begun, Predicate<XmlNode> taken)
            throws XMLStreamException {
        return node(xml, 0, begun, taken);
    }

    private static XmlNode node(XMLStreamReader xml, int depth, Consumer<XmlNode> begun, Predicate<XmlNode> taken)
            throws XMLStreamException {
        if (depth > DEEPEST) {
            throw malformed(xml, xml.getLocalName(), "stands too deep");
        }
        var here = xml.getLocation();
        var node = new XmlNode(
                xml.getLocalName(), xml.getAttributeValue(null, "Ccy"), here.getLineNumber(), here.getColumnNumber());
        if (depth == 0) {
            begun.accept(node);
        }
        StringBuilder text = null;
        while (true) {
            int event = xml.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlNode child = node(xml, depth + 1, begun, taken);
                    if (!taken.test(child)) {
                        node.add(child);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (text == null) {
                        text = new StringBuilder();
                    }
                    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                    if (text.length() > LONGEST_TEXT) {
                        throw malformed(xml, node.name(), "is longer than " + LONGEST_TEXT + " characters");
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw malformed(xml, node.name(), "holds the unknown entity &" + xml.getLocalName() + ";");
                case XMLStreamConstants.END_ELEMENT -> {
                    if (text != null) {
                        node.say(text.toString());
                    }
                    return node;
                }
                default -> {
                    // Comments and processing instructions say nothing.
                }
            }
        }
    }
}
