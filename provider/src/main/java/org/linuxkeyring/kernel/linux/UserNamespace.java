package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.linuxkeyring.kernel.Keyctl;

/** What the numbers of users are worth that the kernel shows to this process (user_namespaces(7)). */
final class UserNamespace {
    private static final Path OVERFLOW = Path.of("/proc/sys/kernel/overflowuid");
    private static final Path MAP = Path.of("/proc/self/uid_map");

    private static final int MOST_BYTES = 4096;

    private static final String USUAL_OVERFLOW = "65534";
    private static final String ALL_USERS = "0 0 4294967295";

    private UserNamespace() {}

    /** The same number, or {@link Keyctl#NO_USER} where it may as well be that of any user who has no number here. */
    static int told(int uid) {
        return isShownForOthers(uid) ? Keyctl.NO_USER : uid;
    }

    private static boolean isShownForOthers(int uid) {
        return Integer.toUnsignedString(uid).equals(text(OVERFLOW, USUAL_OVERFLOW))
                && !text(MAP, "").equals(ALL_USERS);
    }

    /** By one read(2), since a sysctl gives nothing at a second. A kernel without user namespaces has no map. */
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
