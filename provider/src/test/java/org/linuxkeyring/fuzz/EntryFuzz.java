package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.util.Collections;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** Payloads in any format: key, certificates and attributes are read, or refused with a declared exception. */
class EntryFuzz {
    private static final char[] PASSWORD = "secret".toCharArray();

    /** What the numbers of a key derivation may come to for it to be tried. */
    private static final BigInteger CHEAP = BigInteger.valueOf(10_000);

    @FuzzTest
    void read(byte[] payload) throws Exception {
        Budget.require(() -> readOrRefuse(payload));
    }

    static void readOrRefuse(byte[] payload) throws Exception {
        try (StoredEntry entry = Entries.parse(payload)) {
            entry.digest();
            entry.expiry();
            entry.heldKey();
            entry.isDated();
            readAttributes(entry);
            readChain(entry);
            readKey(entry, payload);
        } catch (MalformedEntryException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= payload.length, e.getMessage());
        }
    }

    private static void readAttributes(StoredEntry entry) {
        try {
            for (Attribute attribute : entry.attributes()) {
                attribute.getName();
                attribute.getValue();
            }
        } catch (MalformedEntryException e) {
            assertTrue(e.offset() >= 0, e.getMessage());
        }
        try {
            entry.created();
        } catch (MalformedEntryException e) {
            assertTrue(e.offset() >= 0, e.getMessage());
        }
    }

    private static void readChain(StoredEntry entry) {
        try {
            assertTrue(entry.kind() != StoredEntry.Kind.CERTIFICATE || entry.chain().length == 1);
        } catch (CertificateException e) {
            Corpus.requireReason(e);
        }
    }

    /**
     * A key derivation that takes longer is not tried: docs/FORMAT.md gives it a budget of its own, one to two seconds,
     * since that time is what protects a key under a password.
     */
    private static void readKey(StoredEntry entry, byte[] payload) throws Exception {
        try {
            entry.requireKnownProtection();
        } catch (GeneralSecurityException e) {
            Corpus.requireReason(e);
            return;
        }
        byte[] protection = Entries.protection(payload);
        if (protection.length > 0
                && cost(ASN1Primitive.fromByteArray(protection)).compareTo(CHEAP) > 0) {
            return;
        }
        try {
            Key key = entry.key(PASSWORD);
            assertEquals(
                    entry.kind() == StoredEntry.Kind.CERTIFICATE
                            || entry.heldKey().isPresent(),
                    key == null);
        } catch (UnrecoverableKeyException | NoSuchAlgorithmException e) {
            Corpus.requireReason(e);
        }
    }

    /** Multiplies the numbers of an AlgorithmIdentifier: iterations, or N, r and p of scrypt. */
    private static BigInteger cost(ASN1Encodable value) {
        if (value instanceof ASN1Integer number) {
            return number.getValue().abs().max(BigInteger.ONE);
        }
        Iterable<ASN1Encodable> values = value instanceof ASN1Sequence sequence ? sequence : Collections.emptyList();
        BigInteger product = BigInteger.ONE;
        for (ASN1Encodable each : values) {
            product = product.multiply(cost(each));
        }
        return product;
    }
}
