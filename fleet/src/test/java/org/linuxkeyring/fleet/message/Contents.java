package org.linuxkeyring.fleet.message;

/** The decoders of what is signed, for the fuzz targets. */
public final class Contents {
    private Contents() {}

    /** What is decoded. */
    public enum Type {
        PUBLICATION,
        MACHINE_RECORD,
        CATALOG_ENTRY,
        REPORT
    }

    /** Decodes what was signed as a message of this type. */
    public static Object decode(Type type, byte[] content) throws MessageException {
        return switch (type) {
            case PUBLICATION -> PublicationCodec.decode(content, TestFleet.certificate());
            case MACHINE_RECORD -> MachineRecord.decode(content);
            case CATALOG_ENTRY -> CatalogEntry.decode(content);
            case REPORT -> Report.decode(content);
        };
    }
}
