package org.linuxkeyring.fleet.store;

class MemoryStoreTest extends FleetStoreContract {
    private final FleetStore store = new MemoryStore();

    @Override
    FleetStore store() {
        return store;
    }

    @Override
    String prefix() {
        return "/test/";
    }
}
