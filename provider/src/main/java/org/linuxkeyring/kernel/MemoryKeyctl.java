package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;

/** Stands in for the in-memory implementation. */
final class MemoryKeyctl implements Keyctl {
    @Override
    public int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int keyringId(int keyring, boolean create) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int joinSessionKeyring(byte[] name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(int key, ByteBuffer payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void revoke(int key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void chown(int key, int uid, int gid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setPermissions(int key, int mask) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] describe(int key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear(int keyring) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void link(int key, int keyring) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlink(int key, int keyring) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int search(int keyring, byte[] type, byte[] description, int destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(int key, PayloadReader<T> reader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int[] readKeyring(int keyring) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(int key, int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void invalidate(int key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int persistentKeyring(int uid, int destination) {
        throw new UnsupportedOperationException();
    }
}
