package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.linuxkeyring.kernel.Keyctl;

/** The user namespace of this process, which decides what the uids that the kernel shows mean (user_namespaces(7)). */
final class UserNamespace {
    private static final Path OVERFLOW = Path.of("/proc/sys/kernel/overflowuid");
    private static final Path MAP = Path.of("/proc/self/uid_map");

    private static final int MOST_BYTES = 4096;

    private static final String USUAL_OVERFLOW = "65534";
    private static final String ALL_USERS = "0 0 4294967295";

    private UserNamespace() {}

    /** Returns the uid, or {@link Keyctl#NO_USER} if the kernel also shows users without a mapping by that number. */
    static int mapped(int uid) {
        return isShownForOthers(uid) ? Keyctl.NO_USER : uid;
    }

    private static boolean isShownForOthers(int uid) {
        return Integer.toUnsignedString(uid).equals(text(OVERFLOW, USUAL_OVERFLOW))
                && !text(MAP, "").equals(ALL_USERS);
    }

    /**
     * Reads a file by one read(2), because a sysctl returns nothing at a second. A kernel without user namespaces has
     * no uid_map.
     */
    private static String text(Path file, String unreadable) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), ISO_8859_1).strip().replaceAll(" +", " ");
        } catch (NoSuchFileException e) {
            return file.equals(MAP) ? ALL_USERS : unreadable;
        } catch (IOException e) {
            return unreadable;
        }
    }
}
