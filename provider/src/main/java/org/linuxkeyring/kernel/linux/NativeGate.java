package org.linuxkeyring.kernel.linux;

import java.util.Optional;

/**
 * The choice of how this JVM calls native code: through its own foreign function API if that may be used, else through
 * JNA.
 */
public final class NativeGate {
    /** The first Java version in which the foreign function API is no preview (JEP 454). */
    private static final int FOREIGN_FUNCTIONS = 22;

    private NativeGate() {}

    /** Describes how system calls are made in this JVM, and why. */
    public static String explain() {
        return obstacle()
                .map(reason -> "system calls go through JNA, since " + reason)
                .orElseGet(() ->
                        "system calls go through the JVM's own foreign function API, since native access is allowed to "
                                + grantee());
    }

    /**
     * Opens the chosen way. JNA is not touched unless it is needed, because it unpacks a native library, which takes
     * time and a folder in which files may be executed.
     */
    public static SystemCalls open() {
        return foreign().orElseGet(JnaSystemCalls::load);
    }

    /**
     * Returns the foreign function API's way; empty before Java 22, and if native access is not enabled, since the JVM
     * would then warn or refuse.
     */
    static Optional<SystemCalls> foreign() {
        return obstacle().isPresent() ? Optional.empty() : Optional.of(new ForeignSystemCalls());
    }

    /** Returns what forbids the use of the foreign function API, as a clause; empty if nothing does. */
    private static Optional<String> obstacle() {
        int feature = Runtime.version().feature();
        if (feature < FOREIGN_FUNCTIONS) {
            return Optional.of(
                    "this is Java " + feature + " and the foreign function API takes Java " + FOREIGN_FUNCTIONS);
        }
        try {
            if (!(boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(NativeGate.class.getModule())) {
                return Optional.of("the foreign function API takes --enable-native-access=" + grantee());
            }
            ForeignLibc.link();
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.of("the foreign function API does not work here (" + rootOf(e) + ")");
        }
    }

    /** Returns the module for which native access has to be enabled, as --enable-native-access names it. */
    private static String grantee() {
        Module module = NativeGate.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
