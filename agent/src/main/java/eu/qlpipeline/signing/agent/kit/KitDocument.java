package eu.qlpipeline.signing.agent.kit;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document in Markdown that stands elsewhere too, where its links lead to more than a kit has.
 *
 * @param text the text
 */
record KitDocument(String text) {

    /** A link to a file, but not to a place in the document itself, nor to another host. */
    private static final Pattern LINK =
            Pattern.compile("\\[([^\\[\\]]*)]\\((?!#|[a-z]+:)(?:[^)#\\s]*/)?([^)#/\\s]+)(#[^)\\s]*)?\\)");

    /** The text with links to the files beside it; of any other link there is what it says. */
    String beside(Set<String> files) {
        return LINK.matcher(text).replaceAll(link -> {
            String place = link.group(3) == null ? "" : link.group(3);
            return Matcher.quoteReplacement(
                    files.contains(link.group(2))
                            ? "[" + link.group(1) + "](" + link.group(2) + place + ")"
                            : link.group(1));
        });
    }
}
