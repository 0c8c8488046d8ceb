package io.starling.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The head of an HTTP/1 response.
///
/// @param headers by lower-case name; of repeated ones the first
record ReplyHead(int status, Map<String, String> headers) {
    /// Of the status line and all headers together, in bytes.
    private static final int BYTES_MAX = 65_536;

    private static final int STATUS_START = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_START + 3;

    /// Reads a head and leaves the stream at the first byte of the body. Interim responses (100 to
    /// 199) are skipped.
    ///
    /// @throws NotHttpException if something else answers
    static ReplyHead read(InputStream in) throws IOException {
        var lines = new LineReader(in);
        ReplyHead head;
        do {
            int status = status(lines.next());
            var headers = new LinkedHashMap<String, String>();
            for (var line = lines.next(); !line.isEmpty(); line = lines.next()) {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw new NotHttpException(line);
                }
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            head = new ReplyHead(status, headers);
        } while (head.status < 200);
        return head;
    }

    private static int status(String line) throws NotHttpException {
        boolean http =
                line.startsWith("HTTP/1.")
                        && line.length() >= STATUS_END
                        && line.substring(STATUS_START, STATUS_END)
                                .chars()
                                .allMatch(c -> c >= '0' && c <= '9');
        if (!http) {
            throw new NotHttpException(line);
        }
        return Integer.parseInt(line.substring(STATUS_START, STATUS_END));
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /// Lines up to a total number of bytes, as ISO 8859-1, which no byte sequence can break.
    private static final class LineReader {
        private final InputStream in;
        private int left = BYTES_MAX;

        LineReader(InputStream in) {
            this.in = in;
        }

        String next() throws IOException {
            var line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0 && left == BYTES_MAX) {
                    throw new EOFException("closed without an answer");
                }
                if (b < 0 || --left == 0) {
                    throw new NotHttpException(line.toString());
                }
                line.append((char) b);
            }
            left--;
            int end = line.length();
            return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
        }
    }

    /// What was read is no HTTP.
    static final class NotHttpException extends IOException {
        private static final long serialVersionUID = 1;

        /// @param read the line that gave it away
        NotHttpException(String read) {
            super(read);
        }
    }
}
