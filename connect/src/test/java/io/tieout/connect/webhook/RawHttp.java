package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Requests as bytes on a socket, so that a test may send what no HTTP client would. */
final class RawHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RawHttp() {}

    /** Status 0 stands for a connection that was closed without an answer. */
    record Reply(int status, String headers, String body) {}

    /** A request to be spoilt. */
    static final class Message {

        private String method = "POST";
        private String path;
        private final List<String> headers = new ArrayList<>();
        private byte[] body;
        private boolean framed = true;

        Message(String path, byte[] body) {
            this.path = path;
            this.body = body.clone();
        }

        Message method(String other) {
            method = other;
            return this;
        }

        Message path(String other) {
            path = other;
            return this;
        }

        Message body(String other) {
            body = other.getBytes(UTF_8);
            return this;
        }

        Message header(String name, String value) {
            headers.add(name + ": " + value);
            return this;
        }

        /** Leaves it to the caller to say how long the body is. */
        Message unframed() {
            framed = false;
            return this;
        }

        Message chunked(int size) {
            var chunks = new ByteArrayOutputStream();
            for (int at = 0; at < body.length; at += size) {
                int length = Math.min(size, body.length - at);
                chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
                chunks.write(body, at, length);
                chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
            }
            chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
            body = chunks.toByteArray();
            return unframed().header("Transfer-Encoding", "chunked");
        }

        byte[] bytes() {
            var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            headers.forEach(line -> text.append(line).append("\r\n"));
            if (framed) {
                text.append("Content-Length: ").append(body.length).append("\r\n");
            }
            var message = new ByteArrayOutputStream();
            message.writeBytes(text.append("\r\n").toString().getBytes(UTF_8));
            message.writeBytes(body);
            return message.toByteArray();
        }
    }

    static Reply send(int port, Message message) throws IOException {
        return send(port, message.bytes(), false);
    }

    /** Sends the bytes, perhaps says that no more will come, and reads one answer. */
    static Reply send(int port, byte[] bytes, boolean thenShutsOutput) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                if (thenShutsOutput) {
                    socket.shutdownOutput();
                }
            } catch (SocketException e) {
                // It answered and closed before it had read everything, as it should when there is too much.
                return reply(socket.getInputStream());
            }
            return reply(socket.getInputStream());
        }
    }

    static Reply reply(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = read(in);
            if (next < 0) {
                return new Reply(0, head.toString(), "");
            }
            head.append((char) next);
        }
        var headers = head.toString();
        var matcher = Pattern.compile("(?i)content-length: *([0-9]+)").matcher(headers);
        int length = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        var body = new String(in.readNBytes(length), UTF_8);
        return new Reply(Integer.parseInt(headers.substring(9, 12)), headers, body);
    }

    private static int read(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketException e) {
            return -1; // Reset: closed, only less politely.
        }
    }
}
