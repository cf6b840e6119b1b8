package org.linuxkeyring.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The keys by which an index finds the certificates that may be a host's. A certificate that the JDK matches with a
 * host (RFC 6125, and wildcards in any label but the last ones) has a key in common with it; the reverse need not be
 * true, since the JDK decides.
 */
final class HostNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final byte[] COMMON_NAME = Der.objectIdentifier("2.5.4.3");
    private static final int BMP_STRING = 0x1e;
    private static final int UNIVERSAL_STRING = 0x1c;
    private static final int LONGEST_ADDRESS = 15;
    private static final char LAST_ASCII = 0x7f;

    private HostNames() {}

    /** Returns the keys of a certificate: its DNS names or, without any, its common names; and its IP addresses. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> keys = new LinkedHashSet<>();
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (each.get(0).equals(DNS_NAME)) {
                    names.add((String) each.get(1));
                } else if (each.get(0).equals(IP_ADDRESS)) {
                    keys.add(address((String) each.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            // The JDK takes such a certificate for that of no host.
            return Set.of();
        }
        if (names.isEmpty()) {
            names.addAll(commonNames(certificate.getSubjectX500Principal().getEncoded()));
        }
        names.forEach(name -> keys.add(template(name)));
        return keys;
    }

    /**
     * Returns whether the certificate has DNS names among its alternative names, so that its common name does not
     * count.
     */
    static boolean hasDnsNames(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives != null
                && alternatives.stream().anyMatch(each -> each.get(0).equals(DNS_NAME));
    }

    /** Returns whether the host's name cannot be an IP address. */
    static boolean isDnsName(String host) {
        return host.indexOf(':') < 0 && !hasOnlyDigitsAndDots(host);
    }

    /** Returns the keys of which a certificate must have one to be that of this host. */
    static Set<String> lookups(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        Set<String> keys = new LinkedHashSet<>();
        String normal = normal(name);
        keys.add(normal);
        String[] labels = normal.split("\\.", -1);
        int from = 0;
        for (String label : labels) {
            from = Math.min(from + label.length() + 1, normal.length());
            keys.add(wildcard(labels.length, normal.substring(from)));
        }
        if (isAddress(name)) {
            keys.add(address(name));
        }
        return keys;
    }

    /** Returns the key of a certificate's name: the name itself, or what follows the label with the last wildcard. */
    private static String template(String name) {
        String normal = normal(name);
        int last = normal.lastIndexOf('*');
        if (last < 0) {
            return normal;
        }
        int dot = normal.indexOf('.', last);
        return wildcard(normal.split("\\.", -1).length, dot < 0 ? "" : normal.substring(dot + 1));
    }

    private static String wildcard(int labels, String suffix) {
        return labels + "*" + suffix;
    }

    /** Returns a name as the JDK compares it: A-labels as U-labels (RFC 5890), in lower case. */
    static String normal(String name) {
        if (isNormal(name)) {
            return name;
        }
        try {
            return IDN.toUnicode(IDN.toASCII(name)).toLowerCase(Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            return name.toLowerCase(Locale.ENGLISH);
        }
    }

    /** Returns whether a name is surely in that form, as most are: ASCII without capitals and without A-labels. */
    private static boolean isNormal(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c > LAST_ASCII || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return !name.contains("xn--");
    }

    /** Returns whether a host name may be an IP address; for such a one {@link InetAddress} asks no name server. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || !host.isEmpty()
                        && host.length() <= LONGEST_ADDRESS
                        && hasOnlyDigitsAndDots(host)
                        && isNumeric(host.split("\\.", -1));
    }

    private static boolean hasOnlyDigitsAndDots(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether these are the parts of an IPv4 address, of which the last may stand for several bytes. */
    private static boolean isNumeric(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            long limit = i < parts.length - 1 ? 1L << Byte.SIZE : 1L << Byte.SIZE * (4 - i);
            if (i > 3 || parts[i].isEmpty() || Long.parseLong(parts[i]) >= limit) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the usual form of an address. What a certificate has in an address's place may be an address and a mask
     * (RFC 5280, section 4.2.1.10), for which {@link InetAddress} would ask a name server.
     */
    private static String address(String literal) {
        if (!isAddress(literal)) {
            return literal;
        }
        try {
            return InetAddress.getByName(literal.indexOf(':') < 0 ? literal : "[" + literal + "]")
                    .getHostAddress();
        } catch (UnknownHostException e) {
            return literal;
        }
    }

    private static List<String> commonNames(byte[] name) {
        List<String> found = new ArrayList<>();
        try {
            DerReader sets = new DerReader(name).next(Der.SEQUENCE, "a name").reader();
            while (sets.hasNext()) {
                DerReader attributes = sets.next(Der.SET, "a relative name").reader();
                while (attributes.hasNext()) {
                    DerReader attribute =
                            attributes.next(Der.SEQUENCE, "an attribute").reader();
                    if (attribute.next("a type").isEncoded(COMMON_NAME)) {
                        found.add(text(attribute.next("a value")));
                    }
                }
            }
        } catch (MalformedEntryException e) {
            // The JDK has parsed the name, so that it is malformed in a way that the JDK does not mind.
        }
        return found;
    }

    private static String text(DerValue value) {
        byte[] contents = value.contentCopy();
        return switch (value.tag()) {
            case Der.UTF8_STRING -> new String(contents, StandardCharsets.UTF_8);
            case UNIVERSAL_STRING -> new String(contents, Charset.forName("UTF-32BE"));
            case BMP_STRING -> new String(contents, StandardCharsets.UTF_16BE);
            default -> new String(contents, StandardCharsets.ISO_8859_1);
        };
    }
}
