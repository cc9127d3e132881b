package eu.qlpipeline.signing.acceptance.mtls;

import java.util.List;

/** What a server makes of a client. */
public sealed interface Reaction {

    /**
     * The connection stands, and the request is answered.
     *
     * @param protocol as negotiated
     * @param cipher as negotiated
     * @param status the HTTP status
     * @param headers the header lines of the answer
     * @param body the body of the answer
     */
    record Answered(String protocol, String cipher, int status, List<String> headers, String body) implements Reaction {

        /** The status alone. */
        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    /**
     * The server has sent a fatal alert and closed.
     *
     * @param alert the one that was read
     */
    record Alerted(Alert alert) implements Reaction {

        @Override
        public String toString() {
            return "alert " + alert;
        }
    }

    /** The server has closed without a word. */
    record Closed() implements Reaction {

        @Override
        public String toString() {
            return "closed";
        }
    }
}
