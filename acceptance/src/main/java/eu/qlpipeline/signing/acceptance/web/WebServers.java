package eu.qlpipeline.signing.acceptance.web;

import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The web servers that the provider kit has a file for. The kit's file goes in as it is; only what a distribution has
 * around such a file is added here; other servers of nginx and Apache may be in files of a folder named neighbours.
 */
public enum WebServers {
    /** nginx. */
    NGINX("nginx") {
        @Override
        Program program(KitFolder kit, Path folder) {
            Path outer = write(folder.resolve("nginx.conf"), """
                    daemon off;
                    user %s;
                    pid %2$s/nginx.pid;
                    error_log stderr;
                    events {}
                    http {
                        access_log off;
                        client_body_temp_path %2$s/body;
                        proxy_temp_path %2$s/proxy;
                        fastcgi_temp_path %2$s/fastcgi;
                        uwsgi_temp_path %2$s/uwsgi;
                        scgi_temp_path %2$s/scgi;
                        include %2$s/neighbours/*.conf;
                        include %3$s;
                    }
                    """.formatted(
                            System.getProperty("user.name"), folder, kit.file("servers/nginx.conf")));
            return Program.of(folder, "nginx", "-e", "stderr", "-p", folder.toString(), "-c", outer.toString());
        }
    },

    /** Apache httpd, with the modules of Debian's package, which says itself on which ports to listen, and its user. */
    APACHE("Apache httpd") {
        @Override
        Program program(KitFolder kit, Path folder) {
            kit.certificates().forEach(WebServers::showToOthers);
            Path outer = write(
                    folder.resolve("httpd.conf"), """
                    ServerRoot /usr/lib/apache2
                    DefaultRuntimeDir %1$s
                    PidFile %1$s/httpd.pid
                    ErrorLog /dev/stderr
                    User www-data
                    Group www-data
                    LoadModule mpm_event_module modules/mod_mpm_event.so
                    LoadModule authz_core_module modules/mod_authz_core.so
                    LoadModule ssl_module modules/mod_ssl.so
                    LoadModule proxy_module modules/mod_proxy.so
                    LoadModule proxy_http_module modules/mod_proxy_http.so
                    ServerName localhost
                    Listen %3$s
                    IncludeOptional %1$s/neighbours/*.conf
                    Include %2$s
                    """.formatted(folder, kit.file("servers/apache.conf"), kit.port()));
            return Program.of(folder, "apache2", "-D", "FOREGROUND", "-f", outer.toString());
        }
    },

    /** HAProxy. */
    HAPROXY("HAProxy") {
        @Override
        Program program(KitFolder kit, Path folder) {
            Path file = kit.file("servers/haproxy.cfg");
            if (!System.getProperty("user.name").equals("root")) {
                // As the file says; nobody else can become another user.
                write(file, read(file).replaceAll(" +(user|group) haproxy\n", ""));
            }
            return Program.of(folder, "haproxy", "-db", "-f", file.toString());
        }
    },

    /** The JDK's own server, on the JDK that runs this process. */
    JDK("Java") {
        @Override
        Program program(KitFolder kit, Path folder) {
            return Program.of(
                    folder,
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    kit.file("servers/CoursesServer.java").toString());
        }
    };

    private final String title;

    WebServers(String title) {
        this.title = title;
    }

    /**
     * Starts it with its file of the kit, and waits until it listens.
     *
     * @param folder an existing folder of its own
     * @throws eu.qlpipeline.signing.acceptance.process.ProgramException if it does not start
     */
    public WebServer start(Processes processes, KitFolder kit, Path folder) {
        return WebServer.start(processes, program(kit, folder), kit.port());
    }

    abstract Program program(KitFolder kit, Path folder);

    /** Its name in documents. */
    @Override
    public String toString() {
        return title;
    }

    /** Has other users of the machine read a file in a folder for temporary files. */
    private static void showToOthers(Path file) {
        try {
            permit(file, PosixFilePermission.OTHERS_READ);
            Path top = Path.of(System.getProperty("java.io.tmpdir"));
            for (Path folder = file.getParent();
                    folder != null && folder.startsWith(top) && !folder.equals(top);
                    folder = folder.getParent()) {
                permit(folder, PosixFilePermission.OTHERS_EXECUTE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void permit(Path file, PosixFilePermission permission) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.add(permission);
        Files.setPosixFilePermissions(file, permissions);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
