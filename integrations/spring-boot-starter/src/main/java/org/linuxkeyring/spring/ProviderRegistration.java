package org.linuxkeyring.spring;

import java.security.Security;
import org.linuxkeyring.LinuxKeyringProvider;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Adds the provider to the JVM before anything of the application runs that may ask for a keystore. */
final class ProviderRegistration implements ApplicationListener<ApplicationStartingEvent>, Ordered {
    @Override
    public void onApplicationEvent(ApplicationStartingEvent event) {
        Security.addProvider(new LinuxKeyringProvider());
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
