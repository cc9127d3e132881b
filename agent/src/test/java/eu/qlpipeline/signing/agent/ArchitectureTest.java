package eu.qlpipeline.signing.agent;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@AnalyzeClasses(packages = "eu.qlpipeline.signing.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "eu.qlpipeline.signing.agent.";
    private static final int MAX_TYPES = 15;

    /** Each package with those that it may use. */
    private static final Map<String, List<String>> LAYERS = layers();

    private static Map<String, List<String>> layers() {
        var layers = new LinkedHashMap<String, List<String>>();
        layers.put("failure", List.of());
        layers.put("files", List.of("failure"));
        layers.put("yaml", List.of("failure"));
        layers.put("watch", List.of("failure", "yaml"));
        layers.put("status", List.of("failure", "yaml"));
        for (String side : List.of("policy", "telemetry", "latch", "reload")) {
            layers.put(side, List.of("failure", "files", "yaml", "status"));
        }
        layers.put("audit", List.of("failure", "files", "yaml", "status", "watch"));
        layers.put("pkcs11", List.of("failure", "files", "yaml", "watch", "latch"));
        layers.put("key", List.of("failure", "yaml", "pkcs11"));
        layers.put("certificate", List.of("failure", "files", "yaml", "pkcs11", "key"));
        for (String right : List.of(
                "generation",
                "signing",
                "health",
                "admission",
                "tls",
                "rpc",
                "metrics",
                "config",
                "kit",
                "app",
                "doctor",
                "cli")) {
            layers.put(right, List.copyOf(layers.keySet()));
        }
        return layers;
    }

    @ArchTest
    static final ArchRule EACH_PACKAGE_USES_ONLY_THOSE_TO_ITS_LEFT = layered();

    private static ArchRule layered() {
        LayeredArchitecture architecture =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String layer : LAYERS.keySet()) {
            architecture = architecture.layer(layer).definedBy(BASE + layer + "..");
        }
        for (var layer : LAYERS.entrySet()) {
            architecture = layer.getValue().isEmpty()
                    ? architecture.whereLayer(layer.getKey()).mayNotAccessAnyLayer()
                    : architecture
                            .whereLayer(layer.getKey())
                            .mayOnlyAccessLayers(layer.getValue().toArray(String[]::new));
        }
        return architecture.because(
                "what is to the left knows nothing of what is to the right; move the type, or pass it in");
    }

    @ArchTest
    static final ArchRule EVERY_CLASS_HAS_A_LAYER = classes()
            .should()
            .resideInAnyPackage(
                    LAYERS.keySet().stream().map(layer -> BASE + layer + "..").toArray(String[]::new))
            .because("a new package needs its place in the order above and in ARCHITECTURE.md");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(BASE + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_WRAPPER_OF_SUN_PKCS11_IS_USED_BY_SIX_CLASSES_ONLY = noClasses()
            .that()
            .haveNameNotMatching(
                    ".*\\.pkcs11\\.(library\\.SharedLibrary|Pkcs11Module|CkSession|CkAttribute|CkError|WrapperLogin)(\\$.*)?")
            .should()
            .dependOnClassesThat(resideInAnyPackage("sun.security.pkcs11.."))
            .because("ask SigningLogin or CkSession instead; ARCHITECTURE.md names those that use it");

    @ArchTest
    static final ArchRule BOUNCY_CASTLE_IS_USED_IN_CERTIFICATE_ONLY = only(
            "certificate",
            "org.bouncycastle..",
            "read certificates with the JDK's CertificateFactory, which starts faster");

    @ArchTest
    static final ArchRule GENERATED_TYPES_ARE_USED_IN_RPC_ONLY =
            only("rpc", "eu.qlpipeline.signing.v1..", "use the types of contract instead");

    @ArchTest
    static final ArchRule GRPC_IS_USED_IN_RPC_ONLY = only("rpc", "io.grpc..", "throw an AgentException instead");

    @ArchTest
    static final ArchRule SNAKEYAML_IS_USED_IN_YAML_ONLY =
            only("yaml", "org.snakeyaml..", "read with YamlReader and YamlFields instead");

    @ArchTest
    static final ArchRule PICOCLI_IS_USED_IN_CLI_ONLY = only("cli", "picocli..", "return a value to the verb instead");

    @ArchTest
    static final ArchRule PROMETHEUS_IS_USED_IN_METRICS_ONLY =
            only("metrics", "io.prometheus..", "wrap the part in Metrics, or let Sources ask it, instead");

    @ArchTest
    static final ArchRule THE_HTTP_SERVER_IS_USED_IN_METRICS_ONLY =
            only("metrics", "com.sun.net.httpserver..", "serve gRPC instead");

    @ArchTest
    static final ArchRule METRICS_THAT_ARE_OFF_LOAD_NOTHING_OF_PROMETHEUS = noClasses()
            .that()
            .haveNameMatching(".*\\.metrics\\.(Metrics|NoMetrics|MetricsSettings|Sources.*)")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.prometheus..", "com.sun.net.httpserver.."))
            .because("an agent without metrics must not pay for them");

    @ArchTest
    static final ArchRule WHAT_ALL_PROGRAMS_SHARE_IS_USED_IN_CLI_ONLY =
            only("cli", "eu.qlpipeline.signing.fetch..", "hand the verb what it fetches with, or prints, instead");

    @ArchTest
    static final ArchRule LOGGING_IS_SET_UP_IN_TELEMETRY_ONLY =
            only("telemetry", "java.util.logging..", "log with System.getLogger instead");

    private static ArchRule only(String layer, String library, String replacement) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(BASE + layer + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(library))
                .because(replacement)
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule NOTHING_SLEEPS = noClasses()
            .should()
            .callMethodWhere(target(name("sleep")).and(target(owner(type(Thread.class)))))
            .because("wait on a queue, a future or a condition with a deadline instead");

    @ArchTest
    static final ArchRule FILES_THAT_MAY_HOLD_A_PRIVATE_KEY_ARE_NO_STRINGS = noClasses()
            .that()
            .haveNameMatching(".*\\.(PemBytes|PemCertificates|ServerIdentity)")
            .should()
            .callConstructor(String.class, byte[].class, Charset.class)
            .because("nobody can wipe a String: find with PemBytes instead");

    @ArchTest
    static final ArchRule ONLY_VERBS_PRINT = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "cli..")
            .should()
            .accessField(System.class, "out")
            .because("return the value to the verb, or log with System.getLogger, instead");

    @ArchTest
    static final ArchRule ONLY_VERBS_AND_THE_LOG_WRITE_TO_THE_STANDARD_ERROR = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "cli..", BASE + "telemetry..")
            .should()
            .accessField(System.class, "err")
            .because("log with System.getLogger instead");

    @ArchTest
    static final ArchRule ONLY_VERBS_EXIT = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "cli..", BASE + "app..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("throw an AgentException instead");

    @ArchTest
    static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS = noFields()
            .should()
            .beAnnotatedWith(new DescribedPredicate<JavaAnnotation<?>>("an annotation for injection") {
                @Override
                public boolean test(JavaAnnotation<?> annotation) {
                    return List.of("Inject", "Autowired", "Resource", "ParentCommand")
                            .contains(annotation.getRawType().getSimpleName());
                }
            })
            .because("pass it to the constructor instead")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("state belongs to an object that AgentAssembly makes");

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .and()
            .areNotEnums()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("nothing here is made for extension: implement an interface instead");

    @ArchTest
    static void packagesStaySmall(JavaClasses classes) {
        Map<String, Long> sizes = classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        var large = new ArrayList<>(sizes.entrySet());
        large.removeIf(size -> size.getValue() <= MAX_TYPES);

        assertThat(large)
                .as("packages of more than %d types: split by responsibility", MAX_TYPES)
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> type(Class<?> type) {
        return JavaClass.Predicates.type(type);
    }
}
