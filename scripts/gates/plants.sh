# shellcheck shell=bash
# The violations: each breaks one rule in the copy and, as far as possible, no other.

BASE=eu/qlpipeline/signing
PROTO=proto/src/main/java/$BASE/contract
PROTO_TEST=proto/src/test/java/$BASE/contract

# plant FOLDER NAME: a class of the copy, from standard input; its package follows from the folder.
plant() {
    local folder=$1 name=$2 package
    package=${folder#*/java/}
    {
        printf 'package %s;\n\n' "${package//\//.}"
        cat
    } >"$TREE/$folder/$name.java"
}

# plant_body FOLDER IMPORT...: a class Planted with the members on standard input.
plant_body() {
    local folder=$1 import
    shift
    {
        for import in "$@"; do
            printf 'import %s;\n\n' "$import"
        done
        printf 'final class Planted {\n'
        cat
        printf '\n    private Planted() {}\n}\n'
    } | plant "$folder" Planted
}

plant_bad_format() {
    printf 'final class Planted {\n  private Planted() {}\n}\n' | plant "$PROTO" Planted
}

plant_long_class() {
    local line
    {
        # Package, a blank line and the class are six lines.
        for ((line = 7; line <= 201; line++)); do
            printf '// %d\n' "$line"
        done
        printf 'final class Planted {\n\n    private Planted() {}\n}\n'
    } | plant "$PROTO" Planted
}

plant_long_method() {
    local line
    {
        printf '    static int sum(int start) {\n        int sum = start;\n'
        # The four other lines are the head, the first and the last statement, and the bracket.
        for ((line = 5; line <= 41; line++)); do
            printf '        sum += %d;\n' "$line"
        done
        printf '        return sum;\n    }\n'
    } | plant_body "$PROTO"
}

plant_many_parameters() {
    plant_body "$PROTO" <<'END'
    static int sum(int a, int b, int c, int d, int e, int f) {
        return a + b + c + d + e + f;
    }
END
}

# The artifact is a file of the copy: found without network, and never in anybody's local repository.
plant_banned_dependency() {
    : >"$TREE/proto/planted.jar"
    insert_before '</dependencies>' proto/pom.xml <<'END'
    <dependency>
      <groupId>org.mockito</groupId>
      <artifactId>mockito-core</artifactId>
      <version>0</version>
      <scope>system</scope>
      <systemPath>${project.basedir}/planted.jar</systemPath>
    </dependency>
END
}

plant_repository() {
    insert_before '<dependencies>' proto/pom.xml <<'END'
  <repositories>
    <repository>
      <id>planted</id>
      <url>file:planted</url>
    </repository>
  </repositories>
END
}

# insert_before TAG FILE: standard input before the first line with the tag.
insert_before() {
    local tag=$1 file=$TREE/$2
    awk -v tag="$tag" -v text="$(cat)" 'index($0, tag) && !done { print text; done = 1 } { print }' "$file" >"$WORK/edited"
    cp "$WORK/edited" "$file"
}

# first_package MODULE: prints the folder of one of its @NullMarked packages.
first_package() {
    local file
    file=$(cd "$TREE" && find "$1/src/main/java" -name package-info.java | sort | sed -n 1p)
    dirname "$file"
}

dead_exception() {
    printf '    static void complain() {\n        new IllegalStateException("planted");\n    }\n'
}

default_charset() {
    printf '    static byte[] bytes(String text) {\n        return text.getBytes();\n    }\n'
}

null_answer() {
    printf '    static String name() {\n        return null;\n    }\n'
}

plant_dead_exception() {
    dead_exception | plant_body "$(first_package "$1")"
}

plant_warning() {
    default_charset | plant_body "$(first_package "$1")"
}

plant_null() {
    null_answer | plant_body "$(first_package "$1")"
}

plant_raw_type() {
    plant_body "$(first_package "$1")" java.util.List <<'END'
    static int size(List list) {
        return list.size();
    }
END
}

# Without the raw type: its warning comes so early that error-prone would not be asked.
plant_all_for_compiler() {
    {
        dead_exception
        echo
        default_charset
        echo
        null_answer
    } | plant_body "$(first_package "$1")"
}

# plant_user_of TYPE FOLDER: a class that depends on the type.
plant_user_of() {
    printf '    static final Class<?> USED = %s.class;\n' "${1##*.}" | plant_body "$2" "$1"
}

plant_wrong_layer() {
    plant_user_of eu.qlpipeline.signing.agent.yaml.Problems "agent/src/main/java/$BASE/agent/failure"
}

plant_wrong_client() {
    plant_user_of eu.qlpipeline.signing.client.trust.TrustStore "client/src/main/java/$BASE/client/internal/pem"
}

# plant_many_types MODULE PACKAGE
plant_many_types() {
    local number
    for ((number = 1; number <= 16; number++)); do
        printf 'interface Planted%d {}\n' "$number" | plant "$1/src/main/java/$BASE/$1/$2" "Planted$number"
    done
}

plant_disabled_method() {
    plant "$PROTO_TEST" PlantedTest <<'END'
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class PlantedTest {

    @Test
    void works() {}

    @Test
    @Disabled("planted")
    void plays() {}
}
END
}

plant_disabled_class() {
    plant "$PROTO_TEST" PlantedTest <<'END'
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Disabled("planted")
class PlantedTest {

    @Test
    void plays() {}
}
END
}

plant_assumption() {
    plant "$PROTO_TEST" PlantedTest <<'END'
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PlantedTest {

    @Test
    void plays() {
        Assumptions.abort("planted");
    }
}
END
}

plant_test() {
    plant "$PROTO_TEST" PlantedTest <<'END'
import org.junit.jupiter.api.Test;

class PlantedTest {

    @Test
    void plays() {}
}
END
}

plant_machine_path() {
    plant_in_document 'Put it into /home/somebody/agent.'
}

plant_registry_host() {
    plant_in_document 'Load it from https://repo1.maven.org/maven2.'
}

plant_in_document() {
    mkdir -p "$TREE/docs"
    printf '%s\n' "$1" >"$TREE/docs/planted.md"
}

plant_temporary_path() {
    printf '    static final String FILE = "/tmp/planted";\n' | plant_body "$PROTO"
}

plant_note() {
    printf '    // TODO: grow\n' | plant_body "$PROTO"
}

plant_sleep() {
    plant_body "$PROTO" <<'END'
    static void doze() throws InterruptedException {
        Thread.sleep(1);
    }
END
}

plant_no_timestamp() {
    sed -i '/<project.build.outputTimestamp>/d' "$TREE/pom.xml"
}
