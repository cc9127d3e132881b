package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.console.TerminalText;
import eu.qlpipeline.signing.fetch.http.Fetched;
import eu.qlpipeline.signing.fetch.http.Link;
import java.io.PrintWriter;

/** What {@code --verbose} tells of an answer: lines of this program begin with a star, the server's with {@code <}. */
final class VerboseText {

    private VerboseText() {}

    static void print(Fetched answer, PrintWriter err) {
        Link link = answer.link();
        err.println("* " + (link.fresh() ? "new connection" : "same connection") + " to " + link.address());
        err.println("* " + link.tls() + " " + link.cipher() + ", " + link.http());
        err.println("* peer: "
                + TerminalText.printable(link.peer().getSubjectX500Principal().getName()) + " SHA256:"
                + link.peerSha256());
        err.println("* signatures for this request: " + answer.signatures());
        err.println("< " + answer.status());
        answer.headers()
                .forEach(header ->
                        err.println(TerminalText.printable("< " + header.getFirst() + ": " + header.getSecond())));
        err.flush();
    }
}
