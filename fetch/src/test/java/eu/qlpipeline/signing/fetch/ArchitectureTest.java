package eu.qlpipeline.signing.fetch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of this module; each rule names what to do instead. */
@AnalyzeClasses(packages = ArchitectureTest.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String BASE = "eu.qlpipeline.signing.fetch";

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching(BASE + ".(**)").should().beFreeOfCycles().because("layers point one way");

    @ArchTest
    static final ArchRule nothingOfTheRestOfTheProductIsKnownHere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "eu.qlpipeline.signing.agent..",
                    "eu.qlpipeline.signing.client..",
                    "eu.qlpipeline.signing.contract..",
                    "eu.qlpipeline.signing.v1..")
            .because("agent and client both use this, and bring the key");

    @ArchTest
    static final ArchRule theConsoleFetchesNothing = noClasses()
            .that()
            .resideInAPackage(BASE + ".console")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE, BASE + ".argument", BASE + ".http", BASE + ".socket", "okhttp3..")
            .because("verbs that fetch nothing use it, too");

    @ArchTest
    static final ArchRule theHttpClientHasNoCommandLine = noClasses()
            .that()
            .resideInAPackage(BASE + ".http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "com.google.gson..")
            .because("arguments and output are the packages around it");

    @ArchTest
    static final ArchRule classesAreFinalUnlessTheyAreInterfaces = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .should()
            .haveModifier(JavaModifier.FINAL);
}
