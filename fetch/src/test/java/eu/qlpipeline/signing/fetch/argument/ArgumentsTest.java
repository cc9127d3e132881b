package eu.qlpipeline.signing.fetch.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.fetch.http.Resolution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ArgumentsTest {

    @ParameterizedTest
    @CsvSource({
        "a.example:443:127.0.0.1, a.example, 443, 127.0.0.1",
        "a:1:::1, a, 1, ::1",
        "a:65535:[2001:db8::1], a, 65535, 2001:db8::1"
    })
    void readsResolutions(String text, String host, int port, String address) throws UnknownHostException {
        assertThat(new ResolutionConverter().convert(text))
                .isEqualTo(new Resolution(host, port, InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:1",
                "a:1:",
                "a:0:127.0.0.1",
                "a:65536:127.0.0.1",
                ":1:127.0.0.1",
                "a:1:b",
                "a:1:256.0.0.1",
                "a:1:1.2.3",
                "a:1:[::1",
                "a:1::::",
                "a:b:127.0.0.1"
            })
    void refusesOtherResolutions(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new ResolutionConverter().convert(text))
                .withMessage("resolve: " + text + " (expected: HOST:PORT:ADDRESS)");
    }

    @Test
    void readsHeadersFromAFileAndShowsNoValue(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("headers"), "Authorization: Bearer secret\n\nAccept: a: b\nX-Token: secret\n");
        HeaderLines lines = new HeaderLines.Converter().convert("@" + file);
        assertThat(lines.headers().get("Authorization")).isEqualTo("Bearer secret");
        assertThat(lines.headers().get("Accept")).isEqualTo("a: b");
        assertThat(lines.toString()).contains("Authorization", "X-Token").doesNotContain("secret");
    }

    @Test
    void readsNoMoreOfAFileThanHeadersTake(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("headers"), "A: " + "b".repeat(HeaderLines.SIZE_LIMIT));
        for (String large : List.of(file.toString(), "/dev/zero")) {
            assertThatExceptionOfType(TypeConversionException.class)
                    .isThrownBy(() -> new HeaderLines.Converter().convert("@" + large))
                    .withMessage("header: " + large + ": more than 65536 bytes (expected: lines NAME: VALUE)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "@, an empty name (expected: that of a file or directory)",
        "@/, header: /: is a directory",
        "@/nowhere, header: /nowhere: no such file",
        "@-, header: @-: not a file (expected: @/dev/stdin for standard input)"
    })
    void saysWhyAFileOfHeadersCannotBeRead(String text, String words) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new HeaderLines.Converter().convert(text))
                .withMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@a.example/",
                "https://secret@a.example/",
                "https://:secret@a.example/",
                "http://user:secret@a.example/",
                "https://user:secret@:/"
            })
    void refusesUrlsWithUserOrPasswordAndQuotesNeither(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new UrlConverter().convert(text))
                .withMessageContaining("expected: ")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ": x", "name", "na me: x", "name: \u0001secret", "name: secr\u00ebtsecret"})
    void refusesOtherHeadersAndQuotesNoValue(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new HeaderLines.Converter().convert(text))
                .withMessage("header: not of its form (expected: NAME: VALUE of ASCII, or @FILE)");
    }
}
