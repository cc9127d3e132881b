package eu.qlpipeline.signing.contract.jca;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "eu.qlpipeline.signing.contract.jca", importOptions = ImportOption.DoNotIncludeTests.class)
class JdkAloneTest {

    @ArchTest
    static final ArchRule USES_THE_JDK_AND_THE_CONTRACT_ALONE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax..",
                    "org.jspecify.annotations",
                    "eu.qlpipeline.signing.contract",
                    "eu.qlpipeline.signing.contract.jca")
            .because("agent and client both use it, and bring the key");
}
