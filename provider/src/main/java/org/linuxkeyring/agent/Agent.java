package org.linuxkeyring.agent;

import java.lang.instrument.Instrumentation;
import java.security.Security;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.KeyringKeyStore;

/**
 * The Java agent {@code -javaagent:linuxkeyring-all.jar[=rotate][,files][,SETTING=VALUE...]}, which makes the provider
 * known to a JVM whatever runs in it. The JVM itself appends the jar to the system class path (java.lang.instrument).
 */
public final class Agent {
    private static final int REFUSED = 1;

    private Agent() {}

    /**
     * Installs the provider before the application's {@code main}. Options that are not understood end the JVM with a
     * message: an exception would do so with a stack trace and a core dump.
     *
     * @param options the text after the jar's name, null for none
     * @param instrumentation the JVM's own, by which native access is allowed
     */
    public static void premain(String options, Instrumentation instrumentation) {
        try {
            install(options, instrumentation);
        } catch (IllegalArgumentException e) {
            System.err.println("-javaagent: " + e.getMessage());
            System.exit(REFUSED);
        }
    }

    /**
     * Installs the provider in a JVM that runs already, or before the {@code main} of a jar that names this class as
     * its {@code Launcher-Agent-Class}.
     *
     * @param options the text that stands beside the jar's name, null or empty for none
     * @param instrumentation the JVM's own, by which native access is allowed
     * @throws IllegalArgumentException if the options are not understood; the JVM continues as it was
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        install(options, instrumentation);
    }

    private static void install(String text, Instrumentation instrumentation) {
        AgentOptions options = AgentOptions.parse(text == null ? "" : text);
        NativeAccess.allow(instrumentation);
        options.settings().forEach(Agent::setDefault);
        // A provider of that name that is there already, such as by a security properties file, stays as it is.
        Security.addProvider(new LinuxKeyringProvider());
        if (options.readsFiles()) {
            Security.insertProviderAt(new LinuxKeyringFilesProvider(), 1);
        }
        if (options.rotates()) {
            Security.setProperty("ssl.KeyManagerFactory.algorithm", KeyringKeyStore.TYPE);
            Security.setProperty("ssl.TrustManagerFactory.algorithm", KeyringKeyStore.TYPE);
        }
    }

    private static void setDefault(String setting, String value) {
        System.getProperties().putIfAbsent(Settings.SYSTEM_PROPERTY + setting, value);
    }
}
