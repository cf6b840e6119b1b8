package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of an index have to lead from each host to the certificates that may be the host's. */
class HostNamesTest {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static X509Certificate certificate(X500Principal subject, List<?>... alternatives) throws Exception {
        X509Certificate certificate = mock(X509Certificate.class);
        when(certificate.getSubjectX500Principal()).thenReturn(subject);
        when(certificate.getSubjectAlternativeNames())
                .thenReturn(alternatives.length == 0 ? null : List.of(alternatives));
        return certificate;
    }

    private static X509Certificate named(String name) throws Exception {
        return certificate(new X500Principal("CN=other.example"), List.of(DNS_NAME, name));
    }

    private static X509Certificate addressed(String address) throws Exception {
        return certificate(new X500Principal("CN=other.example"), List.of(IP_ADDRESS, address));
    }

    private static boolean isFound(X509Certificate certificate, String host) {
        return !Collections.disjoint(HostNames.of(certificate), HostNames.lookups(host));
    }

    @ParameterizedTest
    @CsvSource({
        "web.example, web.example",
        "WEB.Example, web.example",
        "web.example, WEB.EXAMPLE",
        "A, a",
        "z, Z",
        "*.example.com, web.example.com",
        "w*.example.com, web.example.com",
        "*.WEB.example.com, a.web.example.com",
        "a.*.example.com, a.b.example.com",
        "*.*.example.com, a.b.example.com",
        "b\u00fccher.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, b\u00fccher.example",
        "XN--bcher-kva.example, B\u00dcCHER.example",
        "*, localhost",
        "A..B, a..b"
    })
    void aCertificateIsFoundForEachHostOfItsName(String name, String host) throws Exception {
        assertTrue(isFound(named(name), host));
    }

    @ParameterizedTest
    @CsvSource({
        "web.example, mail.example",
        "web.example, web.example.com",
        "*.example.com, example.com",
        "*.example.com, a.b.example.com",
        "*.example.com, web.example.org",
        "a.*.example.com, a.example.com",
        "*, web.example"
    })
    void aCertificateOfAnotherNameIsNotFound(String name, String host) throws Exception {
        assertFalse(isFound(named(name), host));
    }

    /** The parts of an IPv4 address may be fewer than four, of which the last stands for several bytes. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "127.0.0.1, 127.1",
        "1.2.255.255, 1.2.65535",
        "1.255.255.255, 1.16777215",
        "255.255.255.255, 4294967295",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:0:0:0:1, [2001:DB8::1]",
        "0:0:0:0:0:0:0:1, ::1"
    })
    void aCertificateIsFoundForItsAddressHoweverThatIsWritten(String address, String host) throws Exception {
        assertTrue(isFound(addressed(address), host));
        assertFalse(isFound(addressed("192.0.2.77"), host));
    }

    /** What is no address has the keys of a name alone; InetAddress would ask a name server. */
    @ParameterizedTest
    @ValueSource(
            strings = {"256.0.0.1", "1.2.3.256", "1.2.65536", "1.16777216", "4294967296", "1.2.3.4.5", "1..2", "1.", ""
            })
    void whatIsNoAddressIsAName(String host) {
        int labels = host.split("\\.", -1).length;
        assertTrue(HostNames.lookups(host).contains(host));
        assertTrue(HostNames.lookups(host).stream().allMatch(key -> key.equals(host) || key.startsWith(labels + "*")));
    }

    @Test
    void whatIsNoAddressThoughItHasColonsIsAsItIs() throws Exception {
        assertTrue(isFound(addressed("1:2"), "1:2"));
        assertFalse(isFound(addressed("1:2"), "3:4"));
    }

    @Test
    void whatACertificateHasInAnAddressesPlaceMayBeAnAddressAndAMask() throws Exception {
        assertEquals(
                Set.of("192.0.2.0/255.255.255.0", "other.example"), HostNames.of(addressed("192.0.2.0/255.255.255.0")));
    }

    @Test
    void theCommonNameCountsWhereThereIsNoDnsName() throws Exception {
        X500Principal subject = new X500Principal("CN=web.example, OU=Sales, O=mail.example");
        assertEquals(Set.of("web.example"), HostNames.of(certificate(subject)));
        assertEquals(
                Set.of("192.0.2.1", "web.example"),
                HostNames.of(certificate(subject, List.of(IP_ADDRESS, "192.0.2.1"))));
        assertEquals(Set.of("mail.example"), HostNames.of(certificate(subject, List.of(DNS_NAME, "mail.example"))));
    }

    @Test
    void theCommonNameIsReadInEachOfItsTypes() throws Exception {
        for (ASN1Encodable value : List.of(
                new DERPrintableString("web.example"),
                new DERUTF8String("web.example"),
                new DERBMPString("web.example"),
                new DERUniversalString("web.example".getBytes("UTF-32BE")))) {
            X500Name name = new X500Name(new RDN[] {new RDN(BCStyle.CN, value)});
            assertEquals(
                    Set.of("web.example"),
                    HostNames.of(certificate(new X500Principal(name.getEncoded()))),
                    value.toString());
        }
    }

    @Test
    void aCertificateWhoseNamesCannotBeReadIsNoHosts() throws Exception {
        X509Certificate certificate = named("web.example");
        when(certificate.getSubjectAlternativeNames()).thenThrow(new CertificateParsingException("malformed"));
        assertEquals(Set.of(), HostNames.of(certificate));
    }

    @Test
    void aCommonNameDoesNotCountBesideADnsName() throws Exception {
        assertTrue(HostNames.hasDnsNames(named("web.example")));
        assertFalse(HostNames.hasDnsNames(addressed("192.0.2.1")));
        assertFalse(HostNames.hasDnsNames(certificate(new X500Principal("CN=web.example"))));
    }

    @Test
    void aNameOfDigitsAndDotsOrWithColonsMayBeAnAddress() {
        for (String name : List.of("web.example", "1.2.3.x", "0a")) {
            assertTrue(HostNames.isDnsName(name), name);
        }
        for (String address : List.of("192.0.2.1", "09", "::1")) {
            assertFalse(HostNames.isDnsName(address), address);
        }
    }
}
