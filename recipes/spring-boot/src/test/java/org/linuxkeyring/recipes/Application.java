package org.linuxkeyring.recipes;

import java.security.Security;
import java.security.cert.X509Certificate;
import org.linuxkeyring.LinuxKeyringProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** An application that greets its clients by the name in their certificates. */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
public class Application {
    static {
        Security.addProvider(new LinuxKeyringProvider());
    }

    static ServletWebServerApplicationContext run(String... arguments) {
        return (ServletWebServerApplicationContext) SpringApplication.run(Application.class, arguments);
    }

    @GetMapping("/")
    String hello(@RequestAttribute("jakarta.servlet.request.X509Certificate") X509Certificate[] client) {
        return HelloServer.greeting(client[0]);
    }
}
