package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.files.Flaw;
import eu.qlpipeline.signing.agent.files.Trust;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The doctor's check of who may change what the agent goes by: its configuration, library, TLS files and callers. */
final class FileTrust {

    private final AgentSettings settings;
    private final Optional<Path> configuration;

    FileTrust(AgentSettings settings, Optional<Path> configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    DoctorFinding examine() {
        List<Path> files = files();
        List<Flaw> flaws = new ArrayList<>(Trust.ofThisUser().flaws(files));
        if (flaws.isEmpty()) {
            return DoctorFinding.ok(
                    "file modes",
                    files.size() + " files and directories that the agent goes by, and those on the way to them, can be"
                            + " changed by root and this user alone");
        }
        flaws.sort(Comparator.comparing(Flaw::kind));
        // A group may be there on purpose, and is the operator's to judge.
        DoctorFinding.Level level =
                flaws.get(0).kind() == Flaw.Kind.GROUP ? DoctorFinding.Level.WARNING : DoctorFinding.Level.FAILED;
        return new DoctorFinding(
                "file modes",
                level,
                flaws.stream().map(Flaw::toString).collect(Collectors.joining("; ")),
                flaws.stream().map(Flaw::hint).toList());
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>(configuration.stream().toList());
        files.add(settings.token().module());
        files.add(settings.server().certificate());
        files.add(settings.server().key());
        // What is wrong in them is another check's.
        ProviderDirectory.read(settings.providers(), files::add);
        return files.stream().distinct().toList();
    }
}
