package org.linuxkeyring.command;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;

/** A file with entries: a keystore (PKCS#12, JKS, JCEKS), or PEM or DER as in a keyring. */
public final class EntryFile {
    private static final int JKS = 0xfeedfeed;
    private static final int JCEKS = 0xcececece;
    private static final int SEQUENCE = 0x30;

    /** The longest file in bytes, which is enough for a trust store of all authorities and excludes disk images. */
    private static final int LONGEST = 16 * 1024 * 1024;

    /** The first Java version whose PBE keys accept non-ASCII passwords, of which PKCS12KeyStore makes one. */
    private static final int FIRST_WITH_ANY_PASSWORD = 18;

    private static final Pattern PEM = Pattern.compile("-----BEGIN ");
    private static final Pattern PEM_CERTIFICATE = Pattern.compile("-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----");

    private final Path path;
    private final PasswordSource passwords;
    private final CommandContext context;

    public EntryFile(Path path, PasswordSource passwords, CommandContext context) {
        this.path = path;
        this.passwords = passwords;
        this.context = context;
    }

    /**
     * Reads all entries by alias; the alias of an entry of a PEM or DER file is the file's name without its extension.
     */
    public Map<String, KeyStore.Entry> read() throws CommandException, IOException, GeneralSecurityException {
        byte[] content = content();
        try {
            String type = keyStoreType(content);
            return type.isEmpty() ? Map.of(baseName(), single(content)) : keyStore(type, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private byte[] content() throws CommandException, IOException {
        if (Files.isDirectory(path)) {
            throw new CommandException(path + " is a directory. Name a file in it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length == 0) {
                throw new CommandException(path + " is empty. Name another file");
            }
            if (content.length > LONGEST) {
                Arrays.fill(content, (byte) 0);
                throw new CommandException(
                        path + " has over " + LONGEST + " bytes, more than entries take. Name another file");
            }
            return content;
        } catch (AccessDeniedException e) {
            throw new CommandException(
                    path + " may not be read by this user. Change its permissions, or run this as its owner", e);
        }
    }

    /**
     * Returns the type of a keystore by its first bytes. A PFX has version 3 (RFC 7292 section 4), while a PKCS#8 key
     * has version 0 or 1, and a certificate begins with a SEQUENCE.
     */
    private static String keyStoreType(byte[] content) {
        if (content.length < 8) {
            return "";
        }
        int magic = ByteBuffer.wrap(content).getInt();
        if (magic == JKS || magic == JCEKS) {
            return magic == JKS ? "JKS" : "JCEKS";
        }
        int lengthOctets = content[1] < 0 ? 1 + (content[1] & 0x7f) : 1;
        int version = 1 + lengthOctets;
        boolean isPfx = content[0] == SEQUENCE
                && version + 2 < content.length
                && content[version] == 2
                && content[version + 1] == 1
                && content[version + 2] == 3;
        return isPfx ? "PKCS12" : "";
    }

    private Map<String, KeyStore.Entry> keyStore(String type, byte[] content)
            throws CommandException, IOException, GeneralSecurityException {
        char[] password = passwords.read(path.toString(), context);
        KeyStore.PasswordProtection protection = new KeyStore.PasswordProtection(password);
        try {
            KeyStore source = KeyStore.getInstance(type);
            load(source, content, password);
            Map<String, KeyStore.Entry> entries = new LinkedHashMap<>();
            for (String alias : Collections.list(source.aliases())) {
                entries.put(alias, entry(source, alias, protection));
            }
            if (type.equals("PKCS12")) {
                new Pkcs12Losses(path, context).require(content, password, entries.values());
            }
            return entries;
        } catch (UnrecoverableKeyException e) {
            throw new CommandException(
                    path + " has a key with a password other than the file's. Give both the same: keytool -keypasswd",
                    e);
        } finally {
            Arrays.fill(password, '\0');
            // The protection has a copy of the password; once destroyed it throws only if it is used.
            destroy(protection);
        }
    }

    /**
     * Reads an entry. For a key without a certificate, with the certificate of another algorithm's key, or in a damaged
     * entry, the JDK's keystores throw exceptions that KeyStore does not declare.
     */
    private KeyStore.Entry entry(KeyStore source, String alias, KeyStore.PasswordProtection protection)
            throws CommandException, GeneralSecurityException {
        try {
            if (!source.isKeyEntry(alias)) {
                return source.getEntry(alias, null);
            }
            if (source.getKey(alias, protection.getPassword()) instanceof PrivateKey
                    && source.getCertificateChain(alias) == null) {
                throw new CommandException(path + " has a private key without a certificate, '" + Printable.name(alias)
                        + "'. Convert it to PEM, with its certificate in the same file: openssl pkcs12 -in FILE"
                        + " -nodes");
            }
            return source.getEntry(alias, protection);
        } catch (UnrecoverableKeyException e) {
            requireKnownAlgorithm(alias, e.getCause());
            throw e;
        } catch (RuntimeException e) {
            throw new CommandException(
                    path + " has an entry that the JDK cannot read, '" + Printable.name(alias) + "': " + why(e), e);
        }
    }

    /** Refuses an entry that the JDK has decrypted, and whose key it has no class for. */
    private void requireKnownAlgorithm(String alias, Throwable cause) throws CommandException {
        if (cause instanceof NoSuchAlgorithmException) {
            throw new CommandException(
                    path + " has a key of an algorithm that JDK "
                            + Runtime.version().feature() + " lacks, '" + Printable.name(alias) + "': "
                            + cause.getMessage()
                            + ". Run this by a JDK that has the algorithm (ML-DSA and ML-KEM: JDK 24), as the"
                            + " application must be",
                    cause);
        }
    }

    private static String why(RuntimeException e) {
        return (e.getMessage() == null ? "it is damaged" : e.getMessage())
                + ". Make the file anew, with the certificate of the key";
    }

    private void load(KeyStore source, byte[] content, char[] password)
            throws CommandException, GeneralSecurityException {
        try {
            source.load(new ByteArrayInputStream(content), password);
        } catch (IOException | RuntimeException e) {
            // The JDK's readers throw runtime exceptions, too, for a file that is cut off.
            throw new CommandException(path + " cannot be opened: " + whyNotOpened(e, source.getType(), password), e);
        }
    }

    private static String whyNotOpened(Exception e, String type, char[] password) {
        boolean isAscii = CharBuffer.wrap(password).chars().allMatch(c -> c < 0x80);
        if (!isAscii && type.equals("PKCS12") && Runtime.version().feature() < FIRST_WITH_ANY_PASSWORD) {
            return "JDK " + Runtime.version().feature()
                    + " takes passwords of ASCII characters alone for PKCS#12. Run this by a newer"
                    + " JDK, or convert the file to PEM: openssl pkcs12 -in FILE -nodes";
        }
        if (e.getCause() instanceof UnrecoverableKeyException) {
            return "its password is another. Give the one that it was made with";
        }
        boolean breaksOff = e.getMessage() == null || e instanceof EOFException || e instanceof RuntimeException;
        return (breaksOff ? "it breaks off, or is damaged" : e.getMessage()) + ". Is it a whole " + type + " file?";
    }

    private static void destroy(KeyStore.PasswordProtection protection) {
        try {
            protection.destroy();
        } catch (javax.security.auth.DestroyFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore.Entry single(byte[] content) throws CommandException, IOException, GeneralSecurityException {
        CharBuffer text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(content));
        try (StoredEntry entry = StoredEntry.parse(ByteBuffer.wrap(content), "RAW")) {
            if (entry.kind() == Kind.CERTIFICATE) {
                requireOne(count(PEM_CERTIFICATE, text));
                return new KeyStore.TrustedCertificateEntry(entry.chain()[0]);
            }
            if (entry.kind() == Kind.SECRET_KEY && !PEM.matcher(text).find()) {
                throw new CommandException(path + " is none of PKCS#12, JKS, PEM and DER. Convert it");
            }
            return keyEntry(key(entry), entry.chain());
        } catch (KeyringException | GeneralSecurityException e) {
            throw new CommandException(path + " cannot be read: " + e.getMessage(), e);
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    /** Counts matches one by one, because a MatchResult would keep a copy of the text, which may contain a key. */
    private static int count(Pattern pattern, CharBuffer text) {
        Matcher matcher = pattern.matcher(text);
        int found = 0;
        while (matcher.find()) {
            found++;
        }
        return found;
    }

    private void requireOne(int certificates) throws CommandException {
        if (certificates > 1) {
            throw new CommandException(path + " has " + certificates
                    + " certificates and no private key, but an entry trusts one certificate. Import each from a"
                    + " file of its own,"
                    + " or put the chain's private key into the file");
        }
    }

    private Key key(StoredEntry entry) throws CommandException, IOException, GeneralSecurityException {
        if (!entry.isProtected()) {
            return entry.key(null);
        }
        char[] password = passwords.read(path.toString(), context);
        try {
            return entry.key(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private KeyStore.Entry keyEntry(Key key, Certificate[] chain) throws CommandException {
        if (key instanceof SecretKey secret) {
            return new KeyStore.SecretKeyEntry(secret);
        }
        if (chain.length == 0) {
            throw new CommandException(
                    path + " has a private key without a certificate. Put both into one PEM file, in any order");
        }
        try {
            return new KeyStore.PrivateKeyEntry((PrivateKey) key, chain);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + " has a private key and another key's certificate: " + why(e), e);
        }
    }

    private String baseName() {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
