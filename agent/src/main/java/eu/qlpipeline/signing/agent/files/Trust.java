package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether anybody but root and one user may change a file: whoever may says what a program does that goes by it. Nothing
 * is found on a file system without owners and modes.
 *
 * @param user the id of the user
 */
public record Trust(long user) {

    private static final String OWN = "its owner and the owner's own group";

    /** Trusts root, and the user of this process. */
    public static Trust ofThisUser() {
        return new Trust(ProcessUser.id());
    }

    /** Why everybody may change a file; empty where not everybody may. Of one that cannot be seen it says nothing. */
    public static Optional<Flaw> writtenByOthers(Path path) {
        try {
            return FileAccess.of(path)
                    .filter(FileAccess::othersWrite)
                    .map(access -> Flaw.others(path, "its owner and group"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What is wrong with a file or directory, and with a link that leads to it. It says nothing about the directories on the way;
     * one that is as that for temporary files is fine, since nobody may replace there what is another's.
     */
    public Optional<Flaw> flaw(Path path) {
        try {
            Optional<Flaw> link = FileAccess.of(path, LinkOption.NOFOLLOW_LINKS).flatMap(access -> owner(path, access));
            return link.isPresent() ? link : FileAccess.of(path).flatMap(access -> flaw(path, access));
        } catch (IOException e) {
            return Optional.of(new Flaw(
                    path,
                    Flaw.Kind.UNSEEN,
                    "its owner and mode cannot be read (expected: an existing file)",
                    "see what is there with: ls -ld " + path));
        }
    }

    /** What is wrong with files, and with the directories on the way to them. */
    public List<Flaw> flaws(Collection<Path> paths) {
        Set<Path> all = new LinkedHashSet<>();
        for (Path path : paths) {
            addWithParents(path.toAbsolutePath(), all);
            try {
                addWithParents(path.toRealPath(), all);
            } catch (IOException e) {
                all.add(path.toAbsolutePath());
            }
        }
        return all.stream().flatMap(path -> flaw(path).stream()).toList();
    }

    private static void addWithParents(Path path, Set<Path> all) {
        for (Path above = path; above != null; above = above.getParent()) {
            all.add(above);
        }
    }

    private Optional<Flaw> flaw(Path path, FileAccess access) {
        Optional<Flaw> owner = owner(path, access);
        if (owner.isPresent() || access.sticky()) {
            return owner;
        }
        if (access.othersWrite()) {
            return Optional.of(Flaw.others(path, OWN));
        }
        return access.groupWrites() ? Optional.of(Flaw.group(path, access.group(), OWN)) : Optional.empty();
    }

    private Optional<Flaw> owner(Path path, FileAccess access) {
        return access.owner() == FileAccess.ROOT || access.owner() == user
                ? Optional.empty()
                : Optional.of(new Flaw(
                        path,
                        Flaw.Kind.OWNER,
                        "belongs to user id " + access.owner() + " (expected: to root, or to user id " + user
                                + " as which this runs)",
                        "run this as that user, or: chown " + user + " " + path));
    }
}
