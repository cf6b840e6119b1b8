package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manifest, as far as it can be tried where there is no cluster. */
class KubernetesIT {
    @Test
    void theManifestIsYamlAndClosesEachContainer() throws Exception {
        assumeTrue("yes".equals(python("import yaml; print('yes')")), "takes python3-yaml");

        assertEquals(
                "Pod False Localhost profiles/keys.json import:False:['ALL'] shop:False:['ALL']",
                python("""
                        import yaml
                        pod = yaml.safe_load(open('%s'))
                        spec = pod['spec']
                        profile = spec['securityContext']['seccompProfile']
                        context = lambda c: c['securityContext']
                        print(pod['kind'], spec['hostUsers'], profile['type'], profile['localhostProfile'],
                            *['%%s:%%s:%%s' %% (c['name'], context(c)['allowPrivilegeEscalation'],
                                    context(c)['capabilities']['drop'])
                                for c in spec['initContainers'] + spec['containers']])
                        """.formatted(Path.of("kubernetes", "shop.yaml"))));
    }

    private static String python(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", program)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException notInstalled) {
            return notInstalled.getMessage();
        }
    }
}
