package eu.qlpipeline.signing.agent.certificate;

import java.net.URL;
import java.net.URLClassLoader;

/** Defines the classes that use Bouncy Castle by itself, so that they see it; all others are the program's. */
final class IssuingClassLoader extends URLClassLoader {

    private static final String OWN = CertificateIssuer.class.getPackageName() + ".issuing.";

    IssuingClassLoader(URL[] urls, ClassLoader parent) {
        super("issuing", urls, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OWN)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
