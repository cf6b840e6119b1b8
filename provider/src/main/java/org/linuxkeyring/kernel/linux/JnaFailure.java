package org.linuxkeyring.kernel.linux;

import com.sun.jna.Native;
import org.linuxkeyring.error.KeyringException;

/**
 * The explanation of why JNA could not load its native library, with the remedy. JNA fails in static initialisers with
 * Errors: the first attempt in a JVM, which another library may have made, throws the cause itself, and each later one
 * a NoClassDefFoundError that quotes it.
 */
final class JnaFailure {
    private JnaFailure() {}

    static KeyringException explain(Throwable failure) {
        String story = story(failure);
        return new KeyringException(
                "The kernel's keys are out of reach, since " + reasonAndRemedy(story) + " Or ask for backend=memory.",
                failure);
    }

    private static String reasonAndRemedy(String story) {
        if (story.contains("IllegalCallerException")) {
            return "this JVM denies native access (JEP 472). Start java with --enable-native-access=" + jnasModule()
                    + ".";
        }
        if (story.contains("NoClassDefFoundError: com/sun/jna/")) {
            return "JNA is missing. Add net.java.dev.jna:jna to the class path or module path, or use the -all jar,"
                    + " which"
                    + " has it inside.";
        }
        int refusals = story.indexOf(JnaFolder.NONE_SERVES);
        if (refusals >= 0) {
            return "JNA has to unpack its native library, and "
                    + story.substring(refusals).split(", caused by ", 2)[0]
                    + ". Name another with -Djna.tmpdir=DIRECTORY.";
        }
        if (story.contains("failed to map segment") || story.contains("temporary directory")) {
            return "JNA could not run the native library that it unpacks into a temporary directory: that directory"
                    + " is not"
                    + " writable, or mounted noexec. Name another with -Djna.tmpdir=DIRECTORY.";
        }
        return "JNA did not load: " + story + ". Is its jar whole, one of a kind on the class path, and made for this"
                + " architecture?";
    }

    /**
     * Returns the module as --enable-native-access names it; in the -all jar JNA belongs to the jar's own module.
     * Naming the class literal does not initialise the class.
     */
    private static String jnasModule() {
        Module module = Native.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static String story(Throwable failure) {
        StringBuilder story = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            story.append(story.isEmpty() ? "" : ", caused by ").append(cause);
        }
        return story.toString();
    }
}
