package eu.qlpipeline.signing.agent.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the part of YAML 1.2 that a configuration needs: one document, a mapping at its top, scalars, lists and mappings
 * in it. Anchors, aliases, tags, directives and duplicate keys are problems.
 */
public final class YamlReader {

    /** Greatest size of a file in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private YamlReader() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param problems gets what is wrong
     * @return the mapping at the top, without what is wrong in it; empty where there is none, or the file cannot be read
     */
    public static Optional<YamlNode.Mapping> read(Path file, Problems problems) {
        Location whole = Location.of(file.toString());
        if (Files.isDirectory(file)) {
            problems.add(whole, "is a directory (expected: a YAML file)");
            return Optional.empty();
        }
        if (mayBlock(file)) {
            problems.add(whole, "is a pipe or a device (expected: a YAML file)");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                problems.add(whole, "larger than " + MAX_BYTES + " bytes (expected: a few lines of YAML)");
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return parse(file.toString(), text, problems);
        } catch (NoSuchFileException e) {
            problems.add(whole, "does not exist (expected: a YAML file)");
        } catch (CharacterCodingException e) {
            problems.add(whole, "not UTF-8 (expected: a YAML file in UTF-8)");
        } catch (AccessDeniedException e) {
            problems.add(whole, "this user may not read it (expected: a readable YAML file)", "ls -l " + file);
        } catch (IOException e) {
            problems.add(whole, "cannot be read (expected: a readable YAML file)");
        }
        return Optional.empty();
    }

    /** Whether to open it might last for ever, as with a pipe that has a name; one of a shell has none, and is written to. */
    private static boolean mayBlock(Path file) {
        try {
            return Files.exists(file) && !Files.isRegularFile(file) && Files.exists(file.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads a text.
     *
     * @param origin the name of the text in locations
     * @param text the text
     * @param problems gets what is wrong
     * @return as {@link #read}
     */
    public static Optional<YamlNode.Mapping> parse(String origin, String text, Problems problems) {
        var settings = LoadSettings.builder()
                .setLabel(origin)
                .setCodePointLimit(MAX_BYTES)
                .setParseComments(false)
                .build();
        try {
            var events = new Parse(settings).parseString(text).iterator();
            return new YamlTree(origin, events, problems).document();
        } catch (MarkedYamlEngineException e) {
            Location at = e.getProblemMark()
                    .map(mark -> new Location(origin, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(Location.of(origin));
            // Without the parser's own words: they may quote the file.
            problems.add(at, "not YAML here (expected: KEY: VALUE, indented with blanks)");
        } catch (YamlEngineException e) {
            problems.add(Location.of(origin), "not YAML (expected: printable text in YAML)");
        }
        return Optional.empty();
    }
}
