package eu.qlpipeline.signing.agent.yaml;

import eu.qlpipeline.signing.agent.failure.TextRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Builds the tree from the events of the parser, and notes what a configuration must not use. */
final class YamlTree {

    private static final int MAX_DEPTH = 16;

    private final String origin;
    private final Iterator<Event> events;
    private final Problems problems;

    YamlTree(String origin, Iterator<Event> events, Problems problems) {
        this.origin = origin;
        this.events = events;
        this.problems = problems;
    }

    Optional<YamlNode.Mapping> document() {
        Optional<YamlNode.Mapping> top = Optional.empty();
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent start) {
                refuseDirectives(start);
                documents++;
            } else if (event instanceof NodeEvent node && documents > 1) {
                problems.add(at(node), "a second document (expected: one)");
                return top;
            } else if (event instanceof NodeEvent node) {
                top = mapping(node);
            }
        }
        return documents == 0 ? Optional.of(new YamlNode.Mapping(Location.of(origin), Map.of())) : top;
    }

    private Optional<YamlNode.Mapping> mapping(NodeEvent node) {
        YamlNode root = node(node, 0);
        if (root instanceof YamlNode.Mapping mapping) {
            return Optional.of(mapping);
        }
        problems.add(root.location(), kind(root) + " (expected: KEY: VALUE)");
        return Optional.empty();
    }

    private void refuseDirectives(DocumentStartEvent start) {
        if (start.getSpecVersion().isPresent() || !start.getTags().isEmpty()) {
            problems.add(at(start), "a directive (expected: none)");
        }
    }

    private YamlNode node(Event event, int depth) {
        Location location = at(event);
        if (event instanceof NodeEvent node
                && !(event instanceof AliasEvent)
                && node.getAnchor().isPresent()) {
            problems.add(location, "an anchor (expected: none)");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), location);
            return new YamlNode.Scalar(location, scalar.getValue(), scalar.isPlain());
        }
        if (!(event instanceof CollectionStartEvent collection)) {
            problems.add(location, "an alias (expected: the value itself)");
            return new YamlNode.Sequence(location, List.of());
        }
        refuseTag(collection.getTag(), location);
        if (depth == MAX_DEPTH) {
            problems.add(location, "nested more than " + MAX_DEPTH + " deep (expected: less)");
            skip();
            return new YamlNode.Sequence(location, List.of());
        }
        return event instanceof MappingStartEvent ? entries(location, depth + 1) : items(location, depth + 1);
    }

    private void refuseTag(Optional<String> tag, Location location) {
        tag.ifPresent(name -> problems.add(location, "a tag (expected: none)"));
    }

    /** Consumes the rest of a collection without recursion, since its depth is the file's choice. */
    private void skip() {
        for (int open = 1; open > 0; ) {
            Event event = events.next();
            open += event instanceof CollectionStartEvent ? 1 : isEnd(event) ? -1 : 0;
        }
    }

    private YamlNode items(Location location, int depth) {
        var items = new ArrayList<YamlNode>();
        for (Event event = events.next(); !isEnd(event); event = events.next()) {
            items.add(node(event, depth));
        }
        return new YamlNode.Sequence(location, items);
    }

    private YamlNode entries(Location location, int depth) {
        var entries = new LinkedHashMap<String, YamlNode.Entry>();
        for (Event event = events.next(); !isEnd(event); event = events.next()) {
            YamlNode key = node(event, depth);
            YamlNode value = node(events.next(), depth);
            if (key instanceof YamlNode.Scalar name) {
                add(entries, name, value);
            } else {
                problems.add(key.location(), "a key that is " + kind(key) + " (expected: a name)");
            }
        }
        return new YamlNode.Mapping(location, Collections.unmodifiableMap(entries));
    }

    private void add(Map<String, YamlNode.Entry> entries, YamlNode.Scalar name, YamlNode value) {
        var entry = new YamlNode.Entry(name.location(), value);
        YamlNode.Entry first = entries.putIfAbsent(name.text(), entry);
        if (first != null) {
            problems.add(
                    name.location(),
                    "duplicate key: " + TextRule.printable(name.text()) + " (first in line "
                            + first.location().line() + ")");
        }
    }

    private static boolean isEnd(Event event) {
        return event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd;
    }

    static String kind(YamlNode node) {
        return node instanceof YamlNode.Mapping
                ? "a mapping"
                : node instanceof YamlNode.Sequence ? "a list" : "a value";
    }

    private Location at(Event event) {
        return event.getStartMark()
                .map(mark -> new Location(origin, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Location.of(origin));
    }
}
