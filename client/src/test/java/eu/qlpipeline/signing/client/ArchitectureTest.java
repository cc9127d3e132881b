package eu.qlpipeline.signing.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of this module; each rule names what to do instead. */
@AnalyzeClasses(packages = ArchitectureTest.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String BASE = "eu.qlpipeline.signing.client";
    private static final String WIRE = "eu.qlpipeline.signing.v1";
    private static final String SHADED = "io.grpc.netty.shaded";
    private static final String[] PUBLIC = {
        BASE, BASE + ".trust", BASE + ".verify", BASE + ".bound", BASE + ".receipt", BASE + ".jca"
    };
    private static final int TYPES_LIMIT = 15;

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching(BASE + ".(**)").should().beFreeOfCycles().because("layers point one way");

    @ArchTest
    static final ArchRule theAgentIsUnknownHere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("eu.qlpipeline.signing.agent..")
            .because("client and agent share the module proto and nothing else");

    @ArchTest
    static final ArchRule nothingBelowTheProgramKnowsIt = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".internal.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    BASE + ".internal.cli..", "eu.qlpipeline.signing.fetch..", "picocli..", "com.google.gson..")
            .because("the library has no command line");

    @ArchTest
    static final ArchRule internalsKnowNothingOfThePublicPackages = noClasses()
            .that()
            .resideInAnyPackage(BASE + ".internal.pem", BASE + ".internal.tls", BASE + ".internal.rpc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PUBLIC)
            .because("the public packages are built on them");

    @ArchTest
    static final ArchRule publicSignaturesShowOnlyPublicTypes =
            classes().that().resideInAnyPackage(PUBLIC).and().arePublic().should(showNothingInternal());

    @ArchTest
    static final ArchRule classesAreFinalUnlessTheyAreInterfaces = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should()
            .haveModifier(JavaModifier.FINAL);

    @Test
    void noPackageOutgrowsFifteenTypes() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(BASE);
        Map<String, Long> sizes = all.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(sizes)
                .containsKey(BASE)
                .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(TYPES_LIMIT));
    }

    private static ArchCondition<JavaClass> showNothingInternal() {
        var hidden = resideInAPackage(BASE + ".internal..")
                .or(resideInAPackage(WIRE + ".."))
                .or(resideInAPackage(SHADED + ".."));
        return new ArchCondition<>("show no internal, generated or shaded type in a public signature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnits().stream()
                        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                                || unit.getModifiers().contains(JavaModifier.PROTECTED))
                        .filter(unit -> shown(unit).stream().anyMatch(hidden))
                        .forEach(unit -> events.add(SimpleConditionEvent.violated(unit, unit.getFullName())));
            }
        };
    }

    private static Set<JavaClass> shown(JavaCodeUnit unit) {
        return Stream.concat(
                        Stream.concat(
                                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                                unit.getParameterTypes().stream()
                                        .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream())),
                        unit.getExceptionTypes().stream())
                .collect(Collectors.toSet());
    }
}
