package eu.qlpipeline.signing.contract;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The vectors of QL-SIGN v1. Byte strings are hexadecimal. */
public final class Vectors {

    private static final Struct ALL = load("/vectors/ql-sign-v1.json");

    private Vectors() {}

    /** The members of the object of that name. */
    public static Map<String, Value> object(String name) {
        return ALL.getFieldsOrThrow(name).getStructValue().getFieldsMap();
    }

    /** The members of each object in the list of that name. */
    public static List<Map<String, Value>> list(String name) {
        return ALL.getFieldsOrThrow(name).getListValue().getValuesList().stream()
                .map(value -> value.getStructValue().getFieldsMap())
                .toList();
    }

    /** The text of the member of that name. */
    public static String text(Map<String, Value> object, String name) {
        return Objects.requireNonNull(object.get(name), name).getStringValue();
    }

    /** The bytes of the member of that name. */
    public static byte[] bytes(Map<String, Value> object, String name) {
        return HexFormat.of().parseHex(text(object, name));
    }

    /** The whole number of the member of that name. */
    public static long number(Map<String, Value> object, String name) {
        return (long) Objects.requireNonNull(object.get(name), name).getNumberValue();
    }

    /** The byte strings in the list of that name. */
    public static List<byte[]> bytesList(Map<String, Value> object, String name) {
        return hexList(Objects.requireNonNull(object.get(name), name));
    }

    /** The byte strings in each list of the list of that name. */
    public static List<List<byte[]>> bytesLists(Map<String, Value> object, String name) {
        return Objects.requireNonNull(object.get(name), name).getListValue().getValuesList().stream()
                .map(Vectors::hexList)
                .toList();
    }

    /** The text at the top level of that name. */
    public static String topLevel(String name) {
        return ALL.getFieldsOrThrow(name).getStringValue();
    }

    /** The certificate whose key made the signatures. */
    public static X509Certificate certificate() {
        return certificate("/vectors/ql-sign-v1-cert.pem");
    }

    static X509Certificate certificate(String name) {
        try (var pem = Vectors.class.getResourceAsStream(name)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> hexList(Value list) {
        return list.getListValue().getValuesList().stream()
                .map(value -> HexFormat.of().parseHex(value.getStringValue()))
                .toList();
    }

    static Struct load(String name) {
        var stream = Objects.requireNonNull(Vectors.class.getResourceAsStream(name));
        try (var json = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            var all = Struct.newBuilder();
            JsonFormat.parser().merge(json, all);
            return all.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
