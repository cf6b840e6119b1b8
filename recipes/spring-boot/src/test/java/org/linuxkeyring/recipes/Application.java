package org.linuxkeyring.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
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

    /** The lines of a profile's properties, with files where a user has them. */
    static List<String> configuration(String profile) throws IOException {
        try (InputStream in = Application.class.getResourceAsStream("/application-" + profile + ".properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${folder}/", "")
                    .lines()
                    .toList();
        }
    }

    @GetMapping("/")
    String hello(@RequestAttribute("jakarta.servlet.request.X509Certificate") X509Certificate[] client) {
        return HelloServer.greeting(client[0]);
    }
}
