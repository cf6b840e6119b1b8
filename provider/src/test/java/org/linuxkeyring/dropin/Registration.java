package org.linuxkeyring.dropin;

import java.security.Provider;
import java.security.Security;
import java.util.ServiceLoader;
import org.linuxkeyring.LinuxKeyringProvider;

/** The ways a JVM learns of the provider. */
enum Registration {
    FOUND_AS_A_SERVICE {
        @Override
        void register() {
            ServiceLoader.load(Provider.class).stream()
                    .filter(service -> service.type() == LinuxKeyringProvider.class)
                    .map(ServiceLoader.Provider::get)
                    .forEach(Security::addProvider);
        }
    },
    INSERTED_FIRST {
        @Override
        void register() {
            Security.insertProviderAt(new LinuxKeyringProvider(), 1);
        }
    },
    /** By {@code security.provider.N} or by keytool's options: nothing is left to do. */
    CONFIGURED {
        @Override
        void register() {}
    };

    abstract void register();
}
