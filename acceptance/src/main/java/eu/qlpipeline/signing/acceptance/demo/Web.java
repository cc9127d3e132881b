package eu.qlpipeline.signing.acceptance.demo;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import java.nio.file.Path;

/**
 * Provider A's web server: nginx with the configuration of the provider kit, before the program that knows the courses.
 *
 * @param courses the program
 * @param identity the server's TLS identity
 * @param nginx the server
 */
record Web(Courses courses, TlsIdentity identity, WebServer nginx) implements AutoCloseable {

    /** Starts both, with a kit that the agent's program writes. */
    static Web start(Stage stage) {
        Courses courses = new Courses();
        Path folder = stage.folder().folder("web");
        TlsIdentity identity = TlsIdentity.make(new OpenSsl(stage.processes()), folder, "localhost");
        KitFolder kit = KitFolder.write(stage.agent(), folder, identity, courses.address());
        return new Web(
                courses,
                identity,
                WebServers.NGINX.start(stage.processes(), kit, stage.folder().folder("nginx")));
    }

    /** The address of the courses. */
    String url() {
        return "https://localhost:" + nginx.port() + Courses.PATH;
    }

    @Override
    public void close() {
        nginx.close();
        courses.close();
    }
}
