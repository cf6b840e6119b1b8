package org.linuxkeyring.dropin;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Runs {@link ShowInstallation} as a server runs an application: in a class loader that does not see the class path.
 */
final class InIsolation {
    private InIsolation() {}

    public static void main(String[] types) throws Exception {
        URL own = InIsolation.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {own}, ClassLoader.getPlatformClassLoader())) {
            loader.loadClass(ShowInstallation.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) types);
        }
    }
}
