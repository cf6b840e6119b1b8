package org.linuxkeyring.command.doctor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.disk.PropertiesText;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.spec.Writes;

/** A file that names a keyring, opened in a way that makes, changes and requests nothing. */
final class ReferenceFile {
    private static final String FIRST_LINE = "# LINUXKEYRING keystore";

    /** More than any reference has, whose settings are short. */
    private static final int MAX_BYTES = 262_144;

    private final Path file;
    private final boolean isMarked;
    private final Properties settings = new Properties();

    private ReferenceFile(Path file, String text) throws IOException {
        this.file = file;
        this.isMarked = text.replaceFirst("^\ufeff", "").startsWith(FIRST_LINE);
        try {
            settings.putAll(PropertiesText.parse(text.replaceFirst("^\ufeff", "")));
        } catch (IllegalArgumentException e) {
            throw noReference(file, e);
        } catch (IOException e) {
            throw new IOException(Printable.name(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is no text
     */
    static ReferenceFile read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw noReference(file, null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            SealedText whole = SealedText.read(in);
            byte[] text = whole.reference().readAllBytes();
            if (text.length > MAX_BYTES) {
                throw noReference(file, null);
            }
            return new ReferenceFile(
                    file,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text))
                            .toString());
        } catch (CharacterCodingException e) {
            throw noReference(file, e);
        } catch (KeyringException e) {
            throw new IOException(Printable.name(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    /** Prints whether the file's sealed entries, if it has any, come back when it is loaded. */
    void reportSealed(Findings findings) throws IOException {
        Optional<SealStatus> found = KeyringFile.of(file).status();
        if (found.isEmpty()) {
            return;
        }
        SealStatus status = found.get();
        findings.fact(status.sealed() + " sealed entries, under " + status.keyType() + ":" + status.keyName());
        status.fault().ifPresentOrElse(findings::problem, () -> findings.ok("the key is there, and is the right one"));
        if (!status.absent().isEmpty()) {
            findings.note(status.absent().size() + " of them are not in the keyring now. A server that loads this file"
                    + " as type " + KeyringKeyStore.TYPE + " brings them back, and so does: linuxkeyring seal load "
                    + file);
        }
        if (status.recovery().isEmpty()) {
            findings.note("no recovery file of all entries is recorded. If the key is lost, so are the entries. Write"
                    + " one: linuxkeyring seal recovery " + file + " OUT.p12, or record that there is to be none:"
                    + " linuxkeyring seal recovery " + file + " --none");
        }
        if (!status.unsaved().isEmpty() || !status.changed().isEmpty()) {
            findings.note(
                    "a reboot would lose what is in the keyring alone. Store it: linuxkeyring seal store " + file);
        }
    }

    private static IOException noReference(Path file, Exception cause) {
        return new IOException(
                Printable.name(file.toString())
                        + " is no reference to a keyring. If it is a keystore itself, such as PKCS#12, import it:"
                        + " linuxkeyring import FILE --keyring @u/NAME",
                cause);
    }

    /** Prints the file's settings, and whether its first line lets others recognise it. */
    void report(Findings findings) {
        String all = new TreeMap<>(settings)
                .entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(", "));
        findings.fact(file + (all.isEmpty() ? " has no settings" : ": " + all));
        if (!namesKeyring()) {
            findings.note("it names no keyring, so a keystore shows all that the process sees, and writes into @u."
                    + " Add keyring=@u/NAME.");
        }
        if (!isMarked) {
            findings.note("its first line is not '" + FIRST_LINE + ": ...', so it is a keystore of type "
                    + KeyringKeyStore.TYPE
                    + " alone: LinuxKeyringFiles, which serves it as PKCS12 and JKS, does not recognise it.");
        }
    }

    boolean namesKeyring() {
        return settings.containsKey(Setting.KEYRING.key());
    }

    /**
     * Returns what a server does about the missing keyring that the file names, as a sentence to be appended; empty if
     * it makes none, because of the settings or since the keyring would not be below another that exists.
     */
    String howKeyringIsMade() {
        String path = counting(Setting.KEYRING).orElseThrow();
        boolean isMade = counting(Setting.CREATE)
                .map(text -> (Boolean) Setting.CREATE.parse(text))
                .orElseGet(() -> !counting(Setting.WRITES)
                        .map(Setting.WRITES::parse)
                        .filter(Writes.NEVER::equals)
                        .isPresent());
        if (!isMade || !exists(KeyringPath.of(path).root())) {
            return "";
        }
        return ". A server of type " + KeyringKeyStore.TYPE + " makes it, empty, when it loads this file, and has"
                + " nothing to serve. Import an entry first: linuxkeyring import FILE --keyring " + path;
    }

    /** Returns the text of a setting in the file, or else in the system property. */
    private Optional<String> counting(Setting setting) {
        return Optional.ofNullable(settings.getProperty(setting.key()))
                .or(() -> Optional.ofNullable(System.getProperty(CopyChecks.PROPERTY + setting.key())))
                .map(setting::trimmed);
    }

    private boolean exists(String root) {
        try {
            open(root);
            return true;
        } catch (IOException | GeneralSecurityException | KeyringException e) {
            return false;
        }
    }

    /** Opens the keystore that the file names, for reading. */
    KeyStore open() throws IOException, GeneralSecurityException {
        return open(settings.getProperty(Setting.KEYRING.key()));
    }

    /** Opens a keystore with the file's other settings on another keyring, for reading. */
    KeyStore open(String keyring) throws IOException, GeneralSecurityException {
        Properties reading = new Properties();
        reading.putAll(settings);
        reading.keySet()
                .removeAll(List.of(Setting.CALLOUT.key(), Setting.CALLOUT_ALIASES.key(), Setting.RESTRICTION.key()));
        reading.setProperty(Setting.CREATE.key(), "false");
        reading.setProperty(Setting.WRITES.key(), "never");
        if (keyring != null) {
            reading.setProperty(Setting.KEYRING.key(), keyring);
        }
        StringWriter text = new StringWriter();
        reading.store(text, null);
        KeyStore store = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        store.load(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)), null);
        return store;
    }
}
