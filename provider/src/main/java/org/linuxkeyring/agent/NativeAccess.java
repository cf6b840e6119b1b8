package org.linuxkeyring.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The permission to call native code (JEP 472), which the manifest attribute {@code Enable-Native-Access} gives to the
 * jar of {@code java -jar} alone, and not to an agent's.
 */
final class NativeAccess {
    /** The first Java version in which the provider calls native code without JNA, if it may. */
    private static final int FOREIGN_FUNCTIONS = 22;

    private NativeAccess() {}

    /**
     * Allows native access to this class's module, as {@code --enable-native-access} does. On the class path that means
     * all of the class path. Nothing changes before Java 22, and if the JVM was started with
     * {@code --illegal-native-access=deny}.
     *
     * <p>Only {@code java.lang} itself can allow it later, so that package is opened to {@link NativeAccessGrant}, in a
     * class loader that exists for this call: the application's own code gets no further into the JDK.
     */
    static void allow(Instrumentation instrumentation) {
        if (Runtime.version().feature() < FOREIGN_FUNCTIONS) {
            return;
        }
        URL jar = NativeAccess.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader own = new URLClassLoader(new URL[] {jar}, null)) {
            Set<Module> granter = Set.of(own.getUnnamedModule());
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of("jdk.internal.module", granter),
                    Map.of("java.lang", granter),
                    Set.of(),
                    Map.of());
            grant(own).accept(NativeAccess.class.getModule());
        } catch (IOException | ReflectiveOperationException | IllegalArgumentException | IllegalStateException e) {
            // A later Java without these methods: it warns of native access, or asks for its option, as without agent.
            return;
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Module> grant(ClassLoader loader) throws ReflectiveOperationException {
        return (Consumer<Module>) loader.loadClass(NativeAccessGrant.class.getName())
                .getDeclaredConstructor()
                .newInstance();
    }
}
