package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provider has on its disk.
 *
 * @param directory where
 */
record ProviderFiles(Path directory) {

    /** Writes the files of a provider of that agent, whose key signs for that certificate; nothing is trusted yet. */
    static ProviderFiles write(Path directory, X509Certificate agentTls, X509Certificate signing) {
        TestingCertificates.write(directory, "agent-tls.crt", TestingCertificates.pem(agentTls));
        TestingCertificates.write(directory, "ql-pipeline.crt", TestingCertificates.pem(signing));
        TestingCertificates.write(directory, "provider.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        TestingCertificates.write(
                directory, "provider.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        return new ProviderFiles(directory);
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }

    /** The options for an agent, after what goes before them. */
    String[] asking(String agent, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of("--agent", agent, "--agent-certificate", file("agent-tls.crt")));
        all.addAll(List.of("--certificate", file("provider.crt"), "--key", file("provider.key")));
        return all.toArray(String[]::new);
    }
}
