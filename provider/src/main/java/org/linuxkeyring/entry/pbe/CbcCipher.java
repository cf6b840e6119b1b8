package org.linuxkeyring.entry.pbe;

import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;

/**
 * The ciphers of PBES2 (RFC 8018 appendix B.2) that are read, all in CBC mode; AES-256 is the one that is written.
 * Bouncy Castle's CipherFactory is not used: it would also take RC4 and others, and does not tell the length of a key.
 */
enum CbcCipher {
    AES_128(NISTObjectIdentifiers.id_aes128_CBC, 16, AESEngine::newInstance),
    AES_192(NISTObjectIdentifiers.id_aes192_CBC, 24, AESEngine::newInstance),
    AES_256(NISTObjectIdentifiers.id_aes256_CBC, 32, AESEngine::newInstance),
    DES_EDE3(PKCSObjectIdentifiers.des_EDE3_CBC, 24, DESedeEngine::new);

    private final ASN1ObjectIdentifier oid;
    private final int keySize;
    private final Supplier<BlockCipher> engine;

    CbcCipher(ASN1ObjectIdentifier oid, int keySize, Supplier<BlockCipher> engine) {
        this.oid = oid;
        this.keySize = keySize;
        this.engine = engine;
    }

    ASN1ObjectIdentifier oid() {
        return oid;
    }

    /** Returns the key's length in bytes. */
    int keySize() {
        return keySize;
    }

    /** Returns the length of a block and of the initialization vector, in bytes. */
    int blockSize() {
        return engine.get().getBlockSize();
    }

    /** Returns a cipher with the padding of PKCS #7, not initialized yet. */
    BufferedBlockCipher newCipher() {
        return newCipher(engine.get());
    }

    static BufferedBlockCipher newCipher(BlockCipher engine) {
        return new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine));
    }
}
