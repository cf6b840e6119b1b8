package org.linuxkeyring.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of the setting {@code seal}, which says under which key in the kernel {@code KeyStore.store} encrypts the
 * entries that it writes beside the reference, so that {@code KeyStore.load} of that file brings them back after a
 * reboot (docs/SEALED.md). Immutable.
 *
 * <p>The texts are {@code trusted}, for a key that the kernel makes with the machine's TPM 2.0 below the key of the
 * persistent handle 0x81000001, {@code trusted:HANDLE} for another handle, {@code encrypted:TYPE:NAME}, for a key that
 * the kernel makes below the master key of type {@code trusted} or {@code user}
 * (Documentation/security/keys/trusted-encrypted.rst), and {@code key:logon:NAME}, for a key that another program
 * loads, such as a unit of systemd.
 */
public final class Seal {
    private static final String LOGON = "key:logon:";
    private static final String DEFAULT_HANDLE = "0x81000001";

    /** A persistent handle of a TPM 2.0 (TPM 2.0 Library Part 2, section 7.5: 81 is TPM_HT_PERSISTENT). */
    private static final Pattern TRUSTED = Pattern.compile("trusted(?::(0x81[0-9a-fA-F]{6}))?");

    /** The kernel parses the master's name up to a blank (encrypted.c, datablob_parse). */
    private static final Pattern ENCRYPTED = Pattern.compile("encrypted:((?:trusted|user):[^\\s\\p{Cntrl}]+)");

    /** A description of a logon key has a service before a colon (user_defined.c, logon_vet_description). */
    private static final Pattern KEY = Pattern.compile(LOGON + "[^:\\p{Cntrl}]+:[^\\p{Cntrl}]+");

    /** The texts that are allowed, as messages say it. */
    static final String ALLOWED = "trusted, trusted:0x81XXXXXX, encrypted:trusted:NAME, encrypted:user:NAME, or"
            + " key:logon:SERVICE:NAME; a key of type user is none, since who finds it can read it";

    /** The way in which the key that encrypts the entries comes into the kernel. */
    public enum Source {
        /** The kernel makes it with the TPM, and loads it from the file by the TPM. */
        TRUSTED,
        /** The kernel makes it below a master key, and loads it from the file by that master key. */
        ENCRYPTED,
        /** Another program loads it. */
        KEY
    }

    private final String text;
    private final Source source;
    private final String name;

    private Seal(String text, Source source, String name) {
        this.text = text;
        this.source = source;
        this.name = name;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file
     * @return the value
     * @throws IllegalArgumentException if the text is none of those that the class lists
     */
    public static Seal of(String text) {
        Matcher trusted = TRUSTED.matcher(text);
        if (trusted.matches()) {
            return new Seal(text, Source.TRUSTED, trusted.group(1) == null ? DEFAULT_HANDLE : trusted.group(1));
        }
        Matcher encrypted = ENCRYPTED.matcher(text);
        if (encrypted.matches()) {
            return new Seal(text, Source.ENCRYPTED, encrypted.group(1));
        }
        if (KEY.matcher(text).matches()) {
            return new Seal(text, Source.KEY, text.substring(LOGON.length()));
        }
        throw new IllegalArgumentException("'" + text + "' is not allowed; allowed is: " + ALLOWED);
    }

    /** {@return the way in which the key comes into the kernel} */
    public Source source() {
        return source;
    }

    /**
     * {@return the persistent handle of the TPM's key, as {@code 0x81000001}; the master key, as {@code trusted:NAME};
     * or the description of the {@code logon} key}
     */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seal seal && seal.source == source && seal.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
