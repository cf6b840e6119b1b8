package org.linuxkeyring.command;

import org.linuxkeyring.LinuxKeyringProvider;
import picocli.CommandLine.IVersionProvider;

/** The versions of this program, of Java and of the system. */
public final class Version implements IVersionProvider {
    /** Picocli asks for the version of each subcommand. */
    private static final String RELEASE = new LinuxKeyringProvider().getVersionStr();

    @Override
    public String[] getVersion() {
        return new String[] {
            "LinuxKeyring " + RELEASE,
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.version") + " " + System.getProperty("os.arch")
        };
    }
}
